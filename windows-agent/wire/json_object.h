// A flat JSON object: strings, safe integers and booleans, in the order in which they came.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace genkan::wire {

// Integers that a JavaScript number holds exactly.
inline constexpr std::int64_t maxSafeInteger = 9007199254740991;

using JsonValue = std::variant<std::string, std::int64_t, bool>;

// Values may be passwords: all strings are zeroed when the object goes, and it cannot be copied by accident.
class JsonObject final {
 public:
  struct Entry {
    std::string name;
    JsonValue value;
  };
  // More fields than any message has; room for all is taken at once, so that growing leaves no copies behind.
  static constexpr std::size_t maxFields = 64;

  JsonObject();
  ~JsonObject();
  JsonObject(JsonObject&& other) noexcept;
  JsonObject& operator=(JsonObject&& other) noexcept;
  JsonObject(const JsonObject&) = delete;
  JsonObject& operator=(const JsonObject&) = delete;

  // False, and nothing is added, when the name is there already or the object is full.
  bool add(std::string name, JsonValue value);
  // Adds or replaces; false only when the object is full.
  bool set(std::string_view name, JsonValue value);
  bool add(std::string name, const char* value) { return add(std::move(name), JsonValue(std::string(value))); }
  bool set(std::string_view name, const char* value) { return set(name, JsonValue(std::string(value))); }

  // Null when there is no such field or it is of another type.
  const std::string* text(std::string_view name) const noexcept;
  std::optional<std::int64_t> number(std::string_view name) const noexcept;
  std::optional<bool> flag(std::string_view name) const noexcept;
  const JsonValue* find(std::string_view name) const noexcept;

  const std::vector<Entry>& entries() const noexcept { return entries_; }

 private:
  void wipeAll() noexcept;
  std::vector<Entry> entries_;
};

}  // namespace genkan::wire
