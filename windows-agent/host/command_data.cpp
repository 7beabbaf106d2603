#include <windows.h>

#include "host/commands.h"
#include "host/files.h"
#include "host/guard.h"
#include "host/handle.h"
#include "host/places.h"
#include "host/registry.h"
#include "host/security.h"
#include "host/service_log.h"
#include "host/stamp_now.h"
#include "host/vault.h"
#include "host/wide.h"
#include "wire/host_line.h"
#include "wire/json_writer.h"

namespace genkan::host {

namespace {

SERVICE_STATUS_PROCESS serviceStatus() {
  SERVICE_STATUS_PROCESS status{};
  DWORD size = 0;
  const ServiceHandle manager(OpenSCManagerW(nullptr, nullptr, SC_MANAGER_CONNECT));
  const ServiceHandle handle(manager ? OpenServiceW(manager.get(), serviceName, SERVICE_QUERY_STATUS) : nullptr);
  if (handle) QueryServiceStatusEx(handle.get(), SC_STATUS_PROCESS_INFO, reinterpret_cast<BYTE*>(&status), sizeof status, &size);
  return status;
}

const char* wordOf(DWORD state) {
  switch (state) {
    case SERVICE_RUNNING: return "running";
    case SERVICE_STOPPED: return "stopped";
    case SERVICE_START_PENDING: return "starting";
    case SERVICE_STOP_PENDING: return "stopping";
    default: return "absent";
  }
}

// Seconds since the heartbeat file was written, -1 without one.
std::int64_t heartbeatAge() {
  const auto text = readFile(dataFile(L"heartbeat"), 256);
  if (!text) return -1;
  const auto utcMs = wire::parseNumber(wire::splitWords(*text).front());
  return utcMs ? (stampNow().utcMs - static_cast<std::int64_t>(*utcMs)) / 1000 : -1;
}

std::wstring resultOf(const std::wstring& name) {
  const auto result = RegistryKey::open(drainKey).text(L"Result");
  const std::wstring head = name + L" ";
  return result && result->compare(0, head.size(), head) == 0 ? result->substr(head.size()) : std::wstring();
}

}  // namespace

// By the registry, which only administrators may write, and a control code: no further way in is needed.
int drainAgent(const Arguments& arguments) {
  const auto given = arguments.options.find("seconds");
  const auto seconds = given == arguments.options.end() ? std::optional(10u) : readSeconds(given->second);
  if (!seconds) return say("drain: --seconds must be 0 to 600", 2);
  const std::wstring name = std::to_wstring(GetCurrentProcessId()) + L"-" + std::to_wstring(GetTickCount64());
  auto key = RegistryKey::create(drainKey, registrySddl);
  if (!key.setText(L"Request", name) || !key.setDword(L"Seconds", *seconds)) return say("drain: the registry refuses", 1);
  const ServiceHandle manager(OpenSCManagerW(nullptr, nullptr, SC_MANAGER_CONNECT));
  const ServiceHandle handle(manager ? OpenServiceW(manager.get(), serviceName, SERVICE_USER_DEFINED_CONTROL) : nullptr);
  SERVICE_STATUS status;
  if (!handle || !ControlService(handle.get(), drainControl, &status)) return say(withError("drain: the service does not run", GetLastError()), 1);
  const ULONGLONG until = GetTickCount64() + (static_cast<ULONGLONG>(*seconds) + 4) * 1000;
  std::wstring result;
  while (result.empty() && GetTickCount64() < until) {
    Sleep(50);
    result = resultOf(name);
  }
  if (result.empty() || !wire::parseNumber(toUtf8(result))) return say("drain: the agent does not answer", 1);
  return say("unsent " + toUtf8(result), result == L"0" ? 0 : 3);
}

int removeData(const Arguments&) {
  if (serviceStatus().dwCurrentState > SERVICE_STOPPED) return say("remove-data: the service still runs", 1);
  const std::wstring folder = dataFolder();
  // A folder that somebody wrote into the registry must not be any folder.
  if (folder.size() < 8 || folder.find(L"Genkan") == std::wstring::npos) return say("remove-data: the data folder is not one of Genkan", 1);
  Vault(folder + L"\\passwords").forgetAll();
  removeSecretFile(folder + L"\\enrolment-token");
  // It holds the sealed key of the device.
  for (const wchar_t* name : {L"\\agent.sqlite", L"\\agent.sqlite-wal", L"\\agent.sqlite-shm", L"\\agent.json", L"\\spill.bin"}) removeFile(folder + name);
  const bool files = removeTree(folder);
  const bool keys = removeRegistryTree(genkanKey);
  report(LogLevel::info, EventId::removed, "The data of Genkan were removed");
  if (!files) return say("remove-data: files are left in the data folder", 1);
  return keys ? say("remove-data: done", 0) : say("remove-data: the registry refuses", 1);
}

int showStatus(const Arguments&) {
  const SERVICE_STATUS_PROCESS service = serviceStatus();
  const std::int64_t age = heartbeatAge();
  wire::JsonObject status;
  status.add("service", wordOf(service.dwCurrentState));
  status.add("processId", wire::JsonValue(static_cast<std::int64_t>(service.dwProcessId)));
  // Every 30 s while the agent is ready; once before that when Windows starts, with another word.
  const bool saysReady = readFile(dataFile(L"heartbeat"), 256).value_or("").find(" ready") != std::string::npos;
  status.add("agent", service.dwCurrentState != SERVICE_RUNNING ? "away" : saysReady && age >= 0 && age <= 90 ? "ready" : "not-ready");
  status.add("heartbeatAgeSeconds", wire::JsonValue(age));
  const Guard guard = loadGuard();
  status.add("enforce", wire::JsonValue(guard.enforce));
  status.add("keepPasswords", wire::JsonValue(guard.keepPasswords));
  status.add("keepAdministratorPasswords", wire::JsonValue(guard.keepAdministratorPasswords));
  const auto key = RegistryKey::open(guardKey);
  status.add("selfTestPassed", wire::JsonValue(key.dword(L"SelfTestPassed").value_or(0) == 1));
  status.add("crashCount", wire::JsonValue(static_cast<std::int64_t>(key.dword(L"CrashCount").value_or(0))));
  status.add("configured", wire::JsonValue(fileExists(dataFile(L"agent.json"))));
  status.add("version", productVersion());
  return say(wire::writeFlatJson(status), 0);
}

}  // namespace genkan::host
