#include "host/data_folder.h"

#include <windows.h>

#include <aclapi.h>

#include "host/handle.h"
#include "host/owner_rule.h"
#include "host/places.h"
#include "host/privileges.h"
#include "host/security.h"
#include "host/service_log.h"
#include "host/test_settings.h"
#include "host/wide.h"

namespace genkan::host {

namespace {

// The folder or file itself: a link in its place is opened, not followed.
Handle openItself(const std::wstring& path, DWORD access) {
  return Handle(CreateFileW(path.c_str(), access, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr, OPEN_EXISTING,
                            FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OPEN_REPARSE_POINT, nullptr));
}

bool isTrusted([[maybe_unused]] const std::wstring& path, HANDLE item) {
  const std::string owner = ownerOf(item);
#ifdef GENKAN_TEST_CONTROLS
  // Under wine every file belongs to the one user there is; a test says which are to be taken for somebody else's.
  if (const auto said = test_settings::ownerOf(path)) return isTrustedOwner(toUtf8(*said));
  if (owner == sidOfProcess(GetCurrentProcessId())) return true;
#endif
  return isTrustedOwner(owner);
}

// A junction or symbolic link, which leads elsewhere; not what compression and deduplication make of files. Without a tag it cannot be told: a link.
bool isLink(const WIN32_FIND_DATAW& found) {
  return (found.dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0 && (found.dwReserved0 == 0 || IsReparseTagNameSurrogate(found.dwReserved0));
}

// Windows refuses a file that is being deleted, for as long as a scanner or the agent holds it.
Handle openPatiently(const std::wstring& path) {
  constexpr int tries = 10;
  for (int i = 1;; ++i) {
    Handle item = openItself(path, READ_CONTROL);
    const DWORD error = GetLastError();
    if (item || error == ERROR_FILE_NOT_FOUND || i == tries) {
      SetLastError(error);
      return item;
    }
    Sleep(50);
  }
}

// The first thing below that is a link, belongs to a person, or cannot be looked at; empty when there is none.
std::wstring strangeBelow(const std::wstring& folder) {
  WIN32_FIND_DATAW found;
  const HANDLE search = FindFirstFileW((folder + L"\\*").c_str(), &found);
  if (search == INVALID_HANDLE_VALUE) return folder;
  std::wstring strange;
  do {
    const std::wstring name = found.cFileName;
    if (name == L"." || name == L"..") continue;
    const std::wstring path = folder + L"\\" + name;
    const Handle item = openPatiently(path);
    // What has gone in the meantime cannot harm.
    if (!item && GetLastError() == ERROR_FILE_NOT_FOUND) continue;
    if (!item || isLink(found) || !isTrusted(path, item.get())) {
      strange = path;
    } else if ((found.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0) {
      strange = strangeBelow(path);
    }
  } while (strange.empty() && FindNextFileW(search, &found));
  FindClose(search);
  return strange;
}

bool isPlainFolder(HANDLE item) {
  BY_HANDLE_FILE_INFORMATION about{};
  return GetFileInformationByHandle(item, &about) && (about.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0 &&
         (about.dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) == 0;
}

std::string withCause(const char* text) { return std::string(text) + " (Windows error " + std::to_string(GetLastError()) + ")"; }

}  // namespace

bool takeDataFolder() {
  const std::wstring folder = dataFolder();
  if (GetFileAttributesW(folder.c_str()) == INVALID_FILE_ATTRIBUTES) return GetLastError() == ERROR_FILE_NOT_FOUND || GetLastError() == ERROR_PATH_NOT_FOUND;
  {
    const Privileges privileges({SE_BACKUP_NAME});
    const Handle item = openItself(folder, READ_CONTROL | FILE_READ_ATTRIBUTES);
    if (item && isPlainFolder(item.get()) && isTrusted(folder, item.get()) && strangeBelow(folder).empty()) return true;
  }
  const std::wstring away = folder + L".moved-" + std::to_wstring(GetTickCount64());
  report(LogLevel::warning, EventId::installed, "A data folder that was not made by the administrators was moved away, to " + toUtf8(away));
  return MoveFileExW(folder.c_str(), away.c_str(), 0) != 0;
}

std::optional<std::string> protectDataFolder() {
  const std::wstring folder = dataFolder();
  const SecurityFromText security(dataFolderSddl);
  if (security.attributes() == nullptr) return withCause("its list of rights cannot be made");
  // Opening it whatever its list says, and giving it an owner that is not the one who calls.
  const Privileges privileges({SE_BACKUP_NAME, SE_RESTORE_NAME, SE_TAKE_OWNERSHIP_NAME});
  // A folder that is made here has its owner and list from the first moment.
  if (!CreateDirectoryW(folder.c_str(), security.attributes()) && GetLastError() != ERROR_ALREADY_EXISTS) return withCause("it cannot be made");
  const Handle item = openItself(folder, READ_CONTROL | WRITE_DAC | WRITE_OWNER | FILE_READ_ATTRIBUTES);
  if (!item) return withCause("it cannot be opened");
  if (!isPlainFolder(item.get())) return "it is a link or no folder";
  // Before it is taken over: what somebody else has put into it is not made good by that.
  if (!isTrusted(folder, item.get())) return "it belongs to somebody who is neither SYSTEM nor the administrators";
  if (!protectItem(item.get(), security)) return withCause("its owner and rights cannot be set");
  if (!isTrusted(folder, item.get())) return "Windows did not take its owner";
  for (const wchar_t* name : {L"logs", L"passwords"}) {
    const std::wstring path = folder + L"\\" + name;
    if (!CreateDirectoryW(path.c_str(), nullptr) && GetLastError() != ERROR_ALREADY_EXISTS) return withCause("its subfolders cannot be made");
  }
  if (!spreadRights(folder, dataFolderSddl)) return withCause("the rights of what lies below cannot be set");
  const std::wstring strange = strangeBelow(folder);
  if (!strange.empty()) return toUtf8(strange) + " is a link, or belongs to somebody who is neither SYSTEM nor the administrators";
  return std::nullopt;
}

}  // namespace genkan::host
