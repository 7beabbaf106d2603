// Owners of Windows' things, and texts between char16_t and wchar_t.
#pragma once

#include <windows.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace genkan::provider {

static_assert(sizeof(wchar_t) == sizeof(char16_t));

inline const wchar_t* wide(const char16_t* text) { return reinterpret_cast<const wchar_t*>(text); }
inline std::wstring wide(std::u16string_view text) { return std::wstring(text.begin(), text.end()); }
inline std::u16string_view sixteen(const wchar_t* text) {
  return text == nullptr ? std::u16string_view() : std::u16string_view(reinterpret_cast<const char16_t*>(text));
}

class Handle final {
 public:
  Handle() = default;
  explicit Handle(HANDLE handle) : handle_(handle == INVALID_HANDLE_VALUE ? nullptr : handle) {}
  ~Handle() { reset(); }
  Handle(Handle&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Handle& operator=(Handle&& other) noexcept {
    if (this != &other) {
      reset();
      handle_ = std::exchange(other.handle_, nullptr);
    }
    return *this;
  }
  HANDLE get() const noexcept { return handle_; }
  explicit operator bool() const noexcept { return handle_ != nullptr; }

 private:
  void reset() noexcept {
    if (handle_ != nullptr) CloseHandle(handle_);
    handle_ = nullptr;
  }
  HANDLE handle_ = nullptr;
};

class CriticalSection final {
 public:
  CriticalSection() { InitializeCriticalSection(&section_); }
  ~CriticalSection() { DeleteCriticalSection(&section_); }
  CriticalSection(const CriticalSection&) = delete;
  CriticalSection& operator=(const CriticalSection&) = delete;
  void enter() noexcept { EnterCriticalSection(&section_); }
  void leave() noexcept { LeaveCriticalSection(&section_); }
  // Lets the lock go meanwhile. False when the time is up.
  bool wait(CONDITION_VARIABLE& until, DWORD milliseconds) noexcept { return SleepConditionVariableCS(&until, &section_, milliseconds) != 0; }

 private:
  CRITICAL_SECTION section_;
};

class Locked final {
 public:
  explicit Locked(CriticalSection& section) : section_(section) { section_.enter(); }
  ~Locked() { section_.leave(); }
  Locked(const Locked&) = delete;
  Locked& operator=(const Locked&) = delete;

 private:
  CriticalSection& section_;
};

// A key below HKEY_LOCAL_MACHINE; what cannot be read is absent.
class RegistryKey final {
 public:
  static RegistryKey open(const std::wstring& path, REGSAM access = KEY_READ);
  static RegistryKey create(const std::wstring& path, bool isVolatile = false);
  RegistryKey(RegistryKey&& other) noexcept : key_(std::exchange(other.key_, nullptr)) {}
  RegistryKey(const RegistryKey&) = delete;
  RegistryKey& operator=(const RegistryKey&) = delete;
  ~RegistryKey();
  explicit operator bool() const noexcept { return key_ != nullptr; }

  // 0 for what is absent or of another type.
  DWORD dword(const wchar_t* name) const;
  // Also several strings of REG_MULTI_SZ, separated by NULs; empty for what is absent.
  std::wstring text(const wchar_t* name) const;
  unsigned long long quad(const wchar_t* name) const;
  bool setDword(const wchar_t* name, DWORD value);
  bool setQuad(const wchar_t* name, unsigned long long value);
  bool setText(const wchar_t* name, const std::wstring& value);
  std::optional<std::wstring> subkey(DWORD index) const;
  bool removeSubkey(const wchar_t* name);

 private:
  explicit RegistryKey(HKEY key) : key_(key) {}
  HKEY key_ = nullptr;
};

// This DLL.
HMODULE ownModule() noexcept;
std::wstring ownPath();
std::string narrow(const std::wstring& ascii);

// An entry of the Windows event log, once per process for each text. Never with anything that a person typed.
void reportOnce(WORD type, DWORD id, std::string_view text) noexcept;
inline constexpr DWORD eventFilter = 31;
inline constexpr DWORD eventProvider = 32;

}  // namespace genkan::provider
