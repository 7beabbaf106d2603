#include "host/scm.h"

#include <windows.h>
#include <wtsapi32.h>

#include <atomic>

#include "host/core.h"
#include "host/data_folder.h"
#include "host/guard.h"
#include "host/places.h"
#include "host/service_log.h"
#include "host/session_table.h"
#include "host/stamp_now.h"
#include "host/task_queue.h"
#include "host/test_controls.h"
#include "host/wide.h"
#include "host/windows_sessions.h"

namespace genkan::host {

namespace {

// Lives as long as the process: the control handler may be called at any moment.
struct Service {
  SERVICE_STATUS_HANDLE status = nullptr;
  TaskQueue intake;
  SessionTable sessions;
  std::atomic<Core*> core{nullptr};
  std::atomic<DWORD> checkpoint{0};
  std::atomic<bool> over{false};
};

Service& service() {
  static Service* the = new Service;
  return *the;
}

// Service-specific exit codes; documented in README.md.
constexpr DWORD dataFolderUnsafe = 1;

void tellState(DWORD state, DWORD waitMs = 0, DWORD specificError = 0) {
  SERVICE_STATUS status{};
  status.dwServiceType = SERVICE_WIN32_OWN_PROCESS;
  if (specificError != 0) {
    status.dwWin32ExitCode = ERROR_SERVICE_SPECIFIC_ERROR;
    status.dwServiceSpecificExitCode = specificError;
  }
  status.dwCurrentState = state;
  if (state == SERVICE_RUNNING) {
    status.dwControlsAccepted =
        SERVICE_ACCEPT_STOP | SERVICE_ACCEPT_PRESHUTDOWN | SERVICE_ACCEPT_SESSIONCHANGE | SERVICE_ACCEPT_POWEREVENT | SERVICE_ACCEPT_TIMECHANGE;
  }
  status.dwCheckPoint = state == SERVICE_STOP_PENDING || state == SERVICE_START_PENDING ? ++service().checkpoint : 0;
  status.dwWaitHint = waitMs;
  SetServiceStatus(service().status, &status);
}

void postToCore(std::function<void(Core&)> task) {
  service().intake.post([task = std::move(task)] {
    if (Core* core = service().core) task(*core);
  });
}

void takeSessionChange(const SessionEvent& event) {
  // Session numbers are given again, so the account is asked for at once; on the intake thread, because Windows may take its time.
  postToCore([event](Core& core) {
    SeenSession seen = lookAtSession(event.sessionId);
    const wire::Account account = service().sessions.resolve(event.sessionId, event.event, seen.account);
    core.sessionChanged(event, seen.source, account);
  });
}

void takePower(unsigned event, const wire::Stamp& stamp) {
  // Suspend, both resumes, and the one of a critical battery; battery levels are nobody's business.
  if (event != PBT_APMSUSPEND && event != PBT_APMRESUMESUSPEND && event != PBT_APMRESUMEAUTOMATIC && event != PBT_APMRESUMECRITICAL) return;
  postToCore([event, stamp](Core& core) { core.powerChanged(event, stamp); });
}

void takeStop(StopReason reason, const wire::Stamp& stamp) {
  tellState(SERVICE_STOP_PENDING, 15000);
  postToCore([reason, stamp](Core& core) { core.stop(reason, stamp); });
}

// Stamps, enqueues and returns; anything slow here would make Windows itself slow.
DWORD WINAPI handleControl(DWORD control, DWORD eventType, LPVOID eventData, LPVOID) {
  const wire::Stamp stamp = stampNow();
  switch (control) {
    case SERVICE_CONTROL_INTERROGATE: return NO_ERROR;
    case SERVICE_CONTROL_STOP: takeStop(StopReason::stop, stamp); return NO_ERROR;
    case SERVICE_CONTROL_PRESHUTDOWN: takeStop(StopReason::preshutdown, stamp); return NO_ERROR;
    case SERVICE_CONTROL_SESSIONCHANGE:
      if (eventData != nullptr) takeSessionChange({static_cast<unsigned>(eventType), static_cast<const WTSSESSION_NOTIFICATION*>(eventData)->dwSessionId, stamp});
      return NO_ERROR;
    case SERVICE_CONTROL_POWEREVENT: takePower(static_cast<unsigned>(eventType), stamp); return NO_ERROR;
    case SERVICE_CONTROL_TIMECHANGE:
      postToCore([stamp](Core& core) { core.timeChanged(stamp); });
      return NO_ERROR;
    case drainControl:
      postToCore([](Core& core) { core.drainAsked(); });
      return NO_ERROR;
    default:
#ifdef GENKAN_TEST_CONTROLS
      return takeTestControl(control, handleControl);
#else
      return ERROR_CALL_NOT_IMPLEMENTED;
#endif
  }
}

DWORD WINAPI runIntake(void*) {
  while (!service().over) service().intake.run(1000);
  return 0;
}

// Whoever owns the data folder decides which server the agent trusts and how fresh the heartbeat looks: nothing is run from it.
// The filter must not take the heartbeat of somebody else for ours either, so Windows' own tiles are shown until the agent has told the policy again.
void refuseToRun(const std::string& problem) {
  Guard guard = loadGuard();
  guard.enforce = false;
  const bool shown = storeGuard(guard);
  report(LogLevel::error, EventId::dataFolderUnsafe,
         "The service does not run: the data folder " + toUtf8(dataFolder()) + " is not safe: " + problem +
             (shown ? ". Windows' own ways to log on are shown." : ". The registry refuses to show Windows' own ways to log on."));
  tellState(SERVICE_STOPPED, 0, dataFolderUnsafe);
}

void WINAPI serviceMain(DWORD, LPWSTR*) {
  service().status = RegisterServiceCtrlHandlerExW(serviceName, handleControl, nullptr);
  if (service().status == nullptr) return;
  tellState(SERVICE_START_PENDING, 10000);
  if (const auto problem = protectDataFolder()) return refuseToRun(*problem);
  // Before anything else: what happens from here on is queued, and nothing slow keeps Windows from going on.
  tellState(SERVICE_RUNNING);
  openServiceLog();
  report(LogLevel::info, EventId::started, std::string("Genkan host ") + productVersion() + " started");
  {
    Core core([] { tellState(SERVICE_STOP_PENDING, 15000); });
    service().core = &core;
    const Handle intake(CreateThread(nullptr, 0, runIntake, nullptr, 0, nullptr));
    core.run();
    service().core = nullptr;
    service().over = true;
    service().intake.post([] {});
    // Bounded: a session call that hangs must not keep the service from stopping.
    WaitForSingleObject(intake.get(), 3000);
    report(LogLevel::info, EventId::stopped, "Genkan host stopped");
    tellState(SERVICE_STOPPED);
    // Worker threads may still hang in Windows and know the core: end now, without taking it down under them.
    ExitProcess(0);
  }
}

}  // namespace

int runAsService() {
  wchar_t name[64];
  lstrcpynW(name, serviceName, 64);
  SERVICE_TABLE_ENTRYW table[] = {{name, serviceMain}, {nullptr, nullptr}};
  return StartServiceCtrlDispatcherW(table) ? 0 : 1;
}

}  // namespace genkan::host
