#include "host/data_folder.h"

#include <windows.h>

#include <aclapi.h>
#include <sddl.h>

#include <string>

#include "host/places.h"
#include "host/security.h"
#include "host/service_log.h"
#include "host/wide.h"

namespace genkan::host {

namespace {

// SYSTEM, the administrators, or whoever installs.
bool isTrustedOwner(const std::wstring& folder) {
  PSID owner = nullptr;
  PSECURITY_DESCRIPTOR descriptor = nullptr;
  if (GetNamedSecurityInfoW(folder.c_str(), SE_FILE_OBJECT, OWNER_SECURITY_INFORMATION, &owner, nullptr, nullptr, nullptr, &descriptor) != ERROR_SUCCESS) {
    return false;
  }
  wchar_t* text = nullptr;
  std::string sid;
  if (ConvertSidToStringSidW(owner, &text)) {
    sid = toUtf8(text);
    LocalFree(text);
  }
  LocalFree(descriptor);
  return sid == "S-1-5-18" || sid == "S-1-5-32-544" || sid == sidOfProcess(GetCurrentProcessId());
}

}  // namespace

bool takeDataFolder() {
  const std::wstring folder = dataFolder();
  const DWORD attributes = GetFileAttributesW(folder.c_str());
  if (attributes == INVALID_FILE_ATTRIBUTES) return true;
  const bool link = (attributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0;
  if (!link && (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0 && isTrustedOwner(folder)) return true;
  const std::wstring away = folder + L".moved-" + std::to_wstring(GetTickCount64());
  report(LogLevel::warning, EventId::installed, "A data folder that was not made by an administrator was moved away");
  return MoveFileExW(folder.c_str(), away.c_str(), 0) != 0;
}

bool protectDataFolder() {
  const std::wstring folder = dataFolder();
  const SecurityFromText security(dataFolderSddl);
  if (security.attributes() == nullptr) return false;
  // A link in its place would send SYSTEM's files elsewhere.
  const DWORD attributes = GetFileAttributesW(folder.c_str());
  if (attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0) return false;
  if (attributes == INVALID_FILE_ATTRIBUTES && !CreateDirectoryW(folder.c_str(), security.attributes())) return false;
  if (!protectPath(folder, dataFolderSddl)) return false;
  for (const wchar_t* name : {L"logs", L"passwords"}) {
    const std::wstring path = folder + L"\\" + name;
    if (!CreateDirectoryW(path.c_str(), nullptr) && GetLastError() != ERROR_ALREADY_EXISTS) return false;
  }
  return true;
}

}  // namespace genkan::host
