// What only the test build can be told, below HKLM\SOFTWARE\Genkan\Test. The release build has none of it.
#pragma once

#include <windows.h>

#include <cstdint>
#include <optional>
#include <string>

namespace genkan::host::test_settings {

#ifdef GENKAN_TEST_CONTROLS
std::optional<DWORD> number(const wchar_t* name);
std::optional<std::wstring> text(const wchar_t* name);
std::optional<DWORD> sessionNumber(const wchar_t* name);
std::optional<std::wstring> sessionText(const wchar_t* name);
// Password of a SID; the test build checks passwords against these.
std::optional<std::wstring> password(const std::wstring& sid);
// Whether a SID is an administrator: "yes", "no" (as without a word), "unknown".
std::optional<std::wstring> administrator(const std::wstring& sid);
// SID that is to be taken for the owner of a file or folder, by its whole path.
std::optional<std::wstring> ownerOf(const std::wstring& path);
// Adds a word to the value `Actions`, for what a test cannot see otherwise.
void noteAction(const std::wstring& action);
#endif

}  // namespace genkan::host::test_settings
