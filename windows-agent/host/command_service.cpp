#include <windows.h>

#include <string>

#include "host/commands.h"
#include "host/data_folder.h"
#include "host/handle.h"
#include "host/places.h"
#include "host/provider_keys.h"
#include "host/registry.h"
#include "host/security.h"
#include "host/service_log.h"
#include "host/wide.h"

namespace genkan::host {

namespace {

constexpr wchar_t displayName[] = L"Genkan ログオン認証サービス";
constexpr wchar_t description[] = L"Genkan Logon Service: checks one-time codes at Windows logon and records sessions.";
constexpr DWORD preshutdownMs = 20 * 1000;
constexpr DWORD waitMs = 30 * 1000;

class Manager final {
 public:
  explicit Manager(DWORD access) : handle_(OpenSCManagerW(nullptr, nullptr, access)) {}
  SC_HANDLE get() const noexcept { return handle_.get(); }

 private:
  ServiceHandle handle_;
};

void setFailureActions(SC_HANDLE handle) {
  // "Never take no action": the last one is repeated.
  SC_ACTION actions[] = {{SC_ACTION_RESTART, 1000}, {SC_ACTION_RESTART, 4000}, {SC_ACTION_RESTART, 9000}};
  SERVICE_FAILURE_ACTIONSW failure{};
  failure.dwResetPeriod = 24 * 60 * 60;
  failure.cActions = 3;
  failure.lpsaActions = actions;
  ChangeServiceConfig2W(handle, SERVICE_CONFIG_FAILURE_ACTIONS, &failure);
  // Also when the service says STOPPED with an error.
  SERVICE_FAILURE_ACTIONS_FLAG flag{TRUE};
  ChangeServiceConfig2W(handle, SERVICE_CONFIG_FAILURE_ACTIONS_FLAG, &flag);
}

void setDetails(SC_HANDLE handle) {
  std::wstring text = description;
  SERVICE_DESCRIPTIONW service{text.data()};
  ChangeServiceConfig2W(handle, SERVICE_CONFIG_DESCRIPTION, &service);
  setFailureActions(handle);
  SERVICE_PRESHUTDOWN_INFO preshutdown{preshutdownMs};
  ChangeServiceConfig2W(handle, SERVICE_CONFIG_PRESHUTDOWN_INFO, &preshutdown);
}

bool registerEventSource() {
  auto key = RegistryKey::create(eventSourceKey);
  return key.setText(L"EventMessageFile", programPath(), REG_EXPAND_SZ) && key.setDword(L"TypesSupported", 7);
}

bool writeProductKey() {
  auto key = RegistryKey::create(genkanKey, registrySddl);
  return key.setText(L"InstallFolder", programFolder()) && key.setText(L"DataFolder", dataFolder()) &&
         key.setText(L"Version", toWide(productVersion())) && static_cast<bool>(RegistryKey::create(guardKey));
}

DWORD stateOf(SC_HANDLE handle) {
  SERVICE_STATUS_PROCESS status{};
  DWORD size = 0;
  return QueryServiceStatusEx(handle, SC_STATUS_PROCESS_INFO, reinterpret_cast<BYTE*>(&status), sizeof status, &size) ? status.dwCurrentState : 0;
}

bool waitFor(SC_HANDLE handle, DWORD wanted) {
  const ULONGLONG until = GetTickCount64() + waitMs;
  while (GetTickCount64() < until) {
    const DWORD state = stateOf(handle);
    if (state == wanted) return true;
    // A service that was to run and has stopped again will not start by waiting.
    if (wanted == SERVICE_RUNNING && state == SERVICE_STOPPED) return false;
    Sleep(50);
  }
  return false;
}

bool stopAndWait(SC_HANDLE handle) {
  SERVICE_STATUS status;
  if (stateOf(handle) == SERVICE_STOPPED) return true;
  if (!ControlService(handle, SERVICE_CONTROL_STOP, &status) && GetLastError() != ERROR_SERVICE_NOT_ACTIVE &&
      GetLastError() != ERROR_SERVICE_CANNOT_ACCEPT_CTRL) {
    return false;
  }
  return waitFor(handle, SERVICE_STOPPED);
}

}  // namespace

int installService(const Arguments&) {
  const Manager manager(SC_MANAGER_CONNECT | SC_MANAGER_CREATE_SERVICE);
  if (manager.get() == nullptr) return say(withError("install: the service manager refuses", GetLastError()), 1);
  if (!writeProductKey()) return say("install: the registry refuses", 1);
  if (!takeDataFolder()) return say(withError("install: the data folder that is there cannot be moved away", GetLastError()), 1);
  if (const auto problem = protectDataFolder()) return say("install: the data folder is not safe: " + *problem, 1);
  registerEventSource();
  const std::wstring path = L"\"" + programPath() + L"\"";
  constexpr DWORD access = SERVICE_ALL_ACCESS;
  const ServiceHandle created(CreateServiceW(manager.get(), serviceName, displayName, access, SERVICE_WIN32_OWN_PROCESS, SERVICE_AUTO_START,
                                             SERVICE_ERROR_NORMAL, path.c_str(), nullptr, nullptr, nullptr, nullptr, nullptr));
  if (created) {
    setDetails(created.get());
    report(LogLevel::info, EventId::installed, "The service was installed");
    return say("install: done", 0);
  }
  if (GetLastError() != ERROR_SERVICE_EXISTS) return say(withError("install: the service cannot be made", GetLastError()), 1);
  const ServiceHandle existing(OpenServiceW(manager.get(), serviceName, access));
  if (!existing || !ChangeServiceConfigW(existing.get(), SERVICE_WIN32_OWN_PROCESS, SERVICE_AUTO_START, SERVICE_ERROR_NORMAL, path.c_str(), nullptr, nullptr,
                                         nullptr, L"LocalSystem", L"", displayName)) {
    return say(withError("install: the service cannot be changed", GetLastError()), 1);
  }
  setDetails(existing.get());
  return say("install: done, the service was there", 0);
}

int uninstallService(const Arguments&) {
  const Manager manager(SC_MANAGER_CONNECT);
  if (manager.get() == nullptr) return say(withError("uninstall: the service manager refuses", GetLastError()), 1);
  if (safeModeRegistered()) setSafeMode(false);
  const ServiceHandle handle(OpenServiceW(manager.get(), serviceName, SERVICE_STOP | SERVICE_QUERY_STATUS | DELETE));
  if (!handle) {
    if (GetLastError() != ERROR_SERVICE_DOES_NOT_EXIST) return say(withError("uninstall: the service cannot be opened", GetLastError()), 1);
    removeRegistryTree(eventSourceKey);
    return say("uninstall: there was no service", 0);
  }
  if (!stopAndWait(handle.get())) return say("uninstall: the service does not stop", 1);
  if (!DeleteService(handle.get()) && GetLastError() != ERROR_SERVICE_MARKED_FOR_DELETE) {
    return say(withError("uninstall: the service cannot be removed", GetLastError()), 1);
  }
  report(LogLevel::info, EventId::removed, "The service was removed");
  removeRegistryTree(eventSourceKey);
  return say("uninstall: done", 0);
}

int startService(const Arguments&) {
  const Manager manager(SC_MANAGER_CONNECT);
  const ServiceHandle handle(manager.get() == nullptr ? nullptr : OpenServiceW(manager.get(), serviceName, SERVICE_START | SERVICE_QUERY_STATUS));
  if (!handle) return say(withError("start: the service cannot be opened", GetLastError()), 1);
  if (!StartServiceW(handle.get(), 0, nullptr) && GetLastError() != ERROR_SERVICE_ALREADY_RUNNING) {
    return say(withError("start: the service does not start", GetLastError()), 1);
  }
  return waitFor(handle.get(), SERVICE_RUNNING) ? say("start: running", 0) : say("start: the service does not run", 1);
}

int stopService(const Arguments&) {
  const Manager manager(SC_MANAGER_CONNECT);
  const ServiceHandle handle(manager.get() == nullptr ? nullptr : OpenServiceW(manager.get(), serviceName, SERVICE_STOP | SERVICE_QUERY_STATUS));
  if (!handle) return say(withError("stop: the service cannot be opened", GetLastError()), 1);
  return stopAndWait(handle.get()) ? say("stop: stopped", 0) : say("stop: the service does not stop", 1);
}

}  // namespace genkan::host
