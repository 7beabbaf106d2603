// send-control.exe: gives the test build of the host what wine does not deliver, as lines on stdin say:
//   session <id> <SID> <account> <source>   which session the next controls are about
//   no-session                              nobody is logged on
//   control <code> [<times>]                sends a control to the service
//   handles                                 prints "handles <n>", how many the process of the service holds
// Prints "done" at the end, or the line that failed; exit code 1 then.
#include <windows.h>

#include <winternl.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <sstream>
#include <string>
#include <vector>

namespace {

constexpr wchar_t serviceName[] = L"GenkanHost";
constexpr wchar_t sessionKey[] = L"SOFTWARE\\Genkan\\Test\\Session";

std::wstring wide(const std::string& text) {
  const int size = MultiByteToWideChar(CP_UTF8, 0, text.data(), static_cast<int>(text.size()), nullptr, 0);
  std::wstring result(static_cast<std::size_t>(size), L'\0');
  MultiByteToWideChar(CP_UTF8, 0, text.data(), static_cast<int>(text.size()), result.data(), size);
  return result;
}

bool setText(const wchar_t* name, const std::string& text) {
  const std::wstring value = wide(text);
  return RegSetKeyValueW(HKEY_LOCAL_MACHINE, sessionKey, name, REG_SZ, value.c_str(), static_cast<DWORD>((value.size() + 1) * sizeof(wchar_t))) == ERROR_SUCCESS;
}

bool setSession(std::istringstream& words) {
  DWORD id = 0;
  std::string sid, account, source;
  if (!(words >> id >> sid >> account >> source)) return false;
  // The number last: with it the session exists.
  return setText(L"Sid", sid) && setText(L"Account", account) && setText(L"Source", source) &&
         RegSetKeyValueW(HKEY_LOCAL_MACHINE, sessionKey, L"SessionId", REG_DWORD, &id, sizeof id) == ERROR_SUCCESS;
}

bool noSession() {
  const LSTATUS status = RegDeleteKeyValueW(HKEY_LOCAL_MACHINE, sessionKey, L"SessionId");
  return status == ERROR_SUCCESS || status == ERROR_FILE_NOT_FOUND;
}

bool sendControl(SC_HANDLE service, std::istringstream& words) {
  DWORD code = 0;
  unsigned times = 1;
  if (!(words >> code)) return false;
  words >> times;
  SERVICE_STATUS status;
  for (unsigned at = 0; at < times; ++at) {
    if (!ControlService(service, code, &status)) {
      std::printf("ControlService: Windows error %lu\n", GetLastError());
      return false;
    }
  }
  return true;
}

// SYSTEM_HANDLE_INFORMATION_EX, which mingw-w64 does not have.
struct SystemHandle {
  void* object;
  ULONG_PTR processId;
  ULONG_PTR value;
  ULONG access;
  USHORT trace;
  USHORT type;
  ULONG attributes;
  ULONG reserved;
};
struct SystemHandles {
  ULONG_PTR count;
  ULONG_PTR reserved;
  SystemHandle handles[1];
};
constexpr int systemExtendedHandleInformation = 64;

// Counted one by one: the count that wine gives with a process is the room in its table.
bool printHandles(SC_HANDLE service) {
  SERVICE_STATUS_PROCESS status{};
  DWORD needed = 0;
  if (!QueryServiceStatusEx(service, SC_STATUS_PROCESS_INFO, reinterpret_cast<BYTE*>(&status), sizeof status, &needed)) return false;
  std::vector<BYTE> bytes(8 << 20);
  ULONG size = 0;
  if (NtQuerySystemInformation(static_cast<SYSTEM_INFORMATION_CLASS>(systemExtendedHandleInformation), bytes.data(), static_cast<ULONG>(bytes.size()), &size) != 0) return false;
  const auto* all = reinterpret_cast<const SystemHandles*>(bytes.data());
  const auto held = std::count_if(all->handles, all->handles + all->count, [&](const SystemHandle& handle) { return handle.processId == status.dwProcessId; });
  return std::printf("handles %lld\n", static_cast<long long>(held)) > 0;
}

bool run(SC_HANDLE service, const std::string& line) {
  std::istringstream words(line);
  std::string command;
  if (!(words >> command)) return true;
  if (command == "session") return setSession(words);
  if (command == "no-session") return noSession();
  if (command == "handles") return printHandles(service);
  return command == "control" && sendControl(service, words);
}

bool readLine(std::string& line) {
  line.clear();
  int c = std::getchar();
  for (; c != EOF && c != '\n'; c = std::getchar()) line.push_back(static_cast<char>(c));
  return c != EOF || !line.empty();
}

}  // namespace

int wmain() {
  const SC_HANDLE manager = OpenSCManagerW(nullptr, nullptr, SC_MANAGER_CONNECT);
  const SC_HANDLE service = manager == nullptr ? nullptr : OpenServiceW(manager, serviceName, SERVICE_USER_DEFINED_CONTROL | SERVICE_QUERY_STATUS);
  if (service == nullptr) {
    std::printf("the service cannot be opened: Windows error %lu\n", GetLastError());
    return 1;
  }
  std::string line;
  while (readLine(line)) {
    if (run(service, line)) continue;
    std::printf("failed: %s\n", line.c_str());
    return 1;
  }
  std::printf("done\n");
  return 0;
}
