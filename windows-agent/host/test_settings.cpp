#ifdef GENKAN_TEST_CONTROLS

#include "host/test_settings.h"

#include "host/registry.h"

namespace genkan::host::test_settings {

namespace {

constexpr wchar_t testKey[] = L"SOFTWARE\\Genkan\\Test";
constexpr wchar_t sessionKey[] = L"SOFTWARE\\Genkan\\Test\\Session";
constexpr wchar_t administratorsKey[] = L"SOFTWARE\\Genkan\\Test\\Administrators";
constexpr wchar_t ownersKey[] = L"SOFTWARE\\Genkan\\Test\\Owners";
constexpr wchar_t passwordsKey[] = L"SOFTWARE\\Genkan\\Test\\Passwords";

}  // namespace

std::optional<DWORD> number(const wchar_t* name) { return RegistryKey::open(testKey).dword(name); }
std::optional<std::wstring> text(const wchar_t* name) { return RegistryKey::open(testKey).text(name); }
std::optional<DWORD> sessionNumber(const wchar_t* name) { return RegistryKey::open(sessionKey).dword(name); }
std::optional<std::wstring> sessionText(const wchar_t* name) { return RegistryKey::open(sessionKey).text(name); }
std::optional<std::wstring> password(const std::wstring& sid) { return RegistryKey::open(passwordsKey).text(sid.c_str()); }
std::optional<std::wstring> administrator(const std::wstring& sid) { return RegistryKey::open(administratorsKey).text(sid.c_str()); }
std::optional<std::wstring> ownerOf(const std::wstring& path) { return RegistryKey::open(ownersKey).text(path.c_str()); }

void noteAction(const std::wstring& action) {
  auto key = RegistryKey::create(testKey);
  const std::wstring before = key.text(L"Actions").value_or(L"");
  key.setText(L"Actions", before.empty() ? action : before + L"; " + action);
}

}  // namespace genkan::host::test_settings

#endif
