#include "host/peer_check.h"

#include "host/handle.h"
#include "host/places.h"
#include "host/security.h"
#include "host/service_log.h"
#include "host/test_settings.h"
#include "host/wide.h"

namespace genkan::host {

namespace {

constexpr char systemSid[] = "S-1-5-18";

bool isLogonScreen(DWORD processId) {
  const auto image = imageOfProcess(processId);
  const auto sid = sidOfProcess(processId);
  if (!image || !sid) return false;
#ifdef GENKAN_TEST_CONTROLS
  // Under wine no process is SYSTEM: whoever runs as the service itself counts.
  const auto allowed = test_settings::text(L"AllowedImage");
  if (allowed && equalsIgnoringCase(*image, *allowed) && sid == sidOfProcess(GetCurrentProcessId())) return true;
#endif
  return *sid == systemSid && equalsIgnoringCase(*image, system32(L"LogonUI.exe"));
}

// The client's token, at the level the client allows (identification is enough).
Handle tokenOfClient(HANDLE pipe) {
  Handle token;
  if (!ImpersonateNamedPipeClient(pipe)) return token;
  if (!OpenThreadToken(GetCurrentThread(), TOKEN_QUERY, TRUE, token.put())) token.reset();
  if (!RevertToSelf()) {
    // The thread would go on as the client; nothing may be done so.
    TerminateProcess(GetCurrentProcess(), 71);
  }
  return token;
}

void refused(PipeKind kind, DWORD processId) {
  const std::string which = kind == PipeKind::auth ? "the logon pipe" : "the user pipe";
  const auto image = imageOfProcess(processId);
  report(LogLevel::warning, EventId::clientRefused,
         "A client of " + which + " was refused: process " + std::to_string(processId) + ", " + (image ? toUtf8(*image) : std::string("unknown image")));
}

}  // namespace

std::optional<Peer> checkPeer(HANDLE pipe, PipeKind kind) {
  ULONG processId = 0;
  ULONG sessionId = 0;
  Peer peer;
  peer.kind = kind;
  bool good = GetNamedPipeClientProcessId(pipe, &processId) && GetNamedPipeClientSessionId(pipe, &sessionId);
  peer.processId = processId;
  peer.sessionId = sessionId;
  if (good && kind == PipeKind::auth) {
    good = isLogonScreen(processId);
  } else if (good) {
    const Handle token = tokenOfClient(pipe);
    const auto sid = token ? sidOfToken(token.get()) : std::nullopt;
    good = sid && wire::isSid(*sid);
    if (good) {
      peer.account.sid = *sid;
      peer.account.name = accountNameOfToken(token.get());
      // Windows does not know the name now (no domain controller): the SID names the account as well.
      if (peer.account.name.empty()) peer.account.name = *sid;
    }
  }
  if (good) return peer;
  refused(kind, processId);
  return std::nullopt;
}

std::string processOwner(HANDLE pipe) {
  ULONG processId = 0;
  if (!GetNamedPipeClientProcessId(pipe, &processId)) return {};
  return sidOfProcess(processId).value_or("");
}

}  // namespace genkan::host
