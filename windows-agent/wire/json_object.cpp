#include "wire/json_object.h"

#include <utility>

#include "wire/wipe.h"

namespace genkan::wire {

namespace {

void wipeValue(JsonValue& value) noexcept {
  if (auto* text = std::get_if<std::string>(&value)) wipe(*text);
}

}  // namespace

JsonObject::JsonObject() { entries_.reserve(maxFields); }

JsonObject::~JsonObject() { wipeAll(); }

JsonObject::JsonObject(JsonObject&& other) noexcept : entries_(std::move(other.entries_)) { other.entries_.clear(); }

JsonObject& JsonObject::operator=(JsonObject&& other) noexcept {
  if (this != &other) {
    wipeAll();
    entries_ = std::move(other.entries_);
    other.entries_.clear();
  }
  return *this;
}

void JsonObject::wipeAll() noexcept {
  for (Entry& entry : entries_) wipeValue(entry.value);
}

bool JsonObject::add(std::string name, JsonValue value) {
  const bool added = entries_.size() < maxFields && find(name) == nullptr;
  if (added) entries_.push_back({std::move(name), std::move(value)});
  // A short string leaves its bytes behind in the object it was moved from.
  wipeValue(value);
  return added;
}

bool JsonObject::set(std::string_view name, JsonValue value) {
  for (Entry& entry : entries_) {
    if (entry.name != name) continue;
    wipeValue(entry.value);
    entry.value = std::move(value);
    wipeValue(value);
    return true;
  }
  return add(std::string(name), std::move(value));
}

const JsonValue* JsonObject::find(std::string_view name) const noexcept {
  for (const Entry& entry : entries_) {
    if (entry.name == name) return &entry.value;
  }
  return nullptr;
}

const std::string* JsonObject::text(std::string_view name) const noexcept {
  const JsonValue* value = find(name);
  return value == nullptr ? nullptr : std::get_if<std::string>(value);
}

std::optional<std::int64_t> JsonObject::number(std::string_view name) const noexcept {
  const JsonValue* value = find(name);
  const auto* number = value == nullptr ? nullptr : std::get_if<std::int64_t>(value);
  return number == nullptr ? std::nullopt : std::optional(*number);
}

std::optional<bool> JsonObject::flag(std::string_view name) const noexcept {
  const JsonValue* value = find(name);
  const auto* flag = value == nullptr ? nullptr : std::get_if<bool>(value);
  return flag == nullptr ? std::nullopt : std::optional(*flag);
}

}  // namespace genkan::wire
