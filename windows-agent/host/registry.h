// Registry values below HKEY_LOCAL_MACHINE. What cannot be read counts as absent; absent is the safe side everywhere.
#pragma once

#include <windows.h>

#include <optional>
#include <string>
#include <vector>

namespace genkan::host {

class RegistryKey final {
 public:
  // Null key when there is none or it may not be read.
  static RegistryKey open(const std::wstring& path, REGSAM access = KEY_READ);
  // `sddl`: protection of a key that is made now; null takes that of its parent.
  static RegistryKey create(const std::wstring& path, const wchar_t* sddl = nullptr, bool isVolatile = false);

  RegistryKey() noexcept = default;
  ~RegistryKey();
  RegistryKey(RegistryKey&& other) noexcept;
  RegistryKey& operator=(RegistryKey&& other) noexcept;
  RegistryKey(const RegistryKey&) = delete;
  RegistryKey& operator=(const RegistryKey&) = delete;
  explicit operator bool() const noexcept { return key_ != nullptr; }

  std::optional<DWORD> dword(const wchar_t* name) const;
  std::optional<std::wstring> text(const wchar_t* name) const;
  bool setDword(const wchar_t* name, DWORD value);
  bool setQword(const wchar_t* name, unsigned long long value);
  std::optional<unsigned long long> qword(const wchar_t* name) const;
  bool setText(const wchar_t* name, const std::wstring& value, DWORD type = REG_SZ);
  bool remove(const wchar_t* name);
  std::vector<std::wstring> subkeys() const;

 private:
  HKEY key_ = nullptr;
};

// True when the key is gone afterwards.
bool removeRegistryTree(const std::wstring& path);

}  // namespace genkan::host
