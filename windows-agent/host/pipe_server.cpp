#include "host/pipe_server.h"

#include "host/peer_check.h"
#include "host/security.h"
#include "host/service_log.h"
#include "host/wide.h"

namespace genkan::host {

namespace {

// All logon screens are SYSTEM, and may have all instances; a person opens one launcher, perhaps twice.
ConnectionLimit limitOf(PipeKind kind) { return kind == PipeKind::auth ? ConnectionLimit(16, 0) : ConnectionLimit(3, 1); }

}  // namespace

PipeServer::PipeServer(const wchar_t* name, const wchar_t* sddl, PipeKind kind, PipeListener listener, std::atomic<std::uint64_t>& nextId)
    : name_(name), sddl_(sddl), kind_(kind), nextId_(nextId),
      listener_(std::make_shared<const PipeListener>(std::move(listener))),
      freed_(std::make_shared<Handle>(makeEvent(false))), held_(new Held{{}, limitOf(kind)}), stop_(makeEvent(true)) {
  thread_ = Thread([this] { run(); });
}

PipeServer::~PipeServer() {
  SetEvent(stop_.get());
  thread_.join();
}

void PipeServer::run() {
  bool first = true;
  for (;;) {
    Handle pipe = makeInstance(first);
    if (!pipe) {
      // All instances are in use, or somebody else holds the name.
      const HANDLE events[] = {stop_.get(), freed_->get()};
      if (WaitForMultipleObjects(2, events, FALSE, 2000) == WAIT_OBJECT_0) return;
      continue;
    }
    first = false;
    if (!waitForClient(pipe.get())) return;
    take(std::move(pipe));
  }
}

void PipeServer::take(Handle pipe) {
  const std::string who = processOwner(pipe.get());
  ConnectionLimit::Verdict verdict;
  {
    const Locked locked(held_->mutex);
    verdict = held_->limit.came(who);
  }
  if (verdict == ConnectionLimit::Verdict::drop) {
    DisconnectNamedPipe(pipe.get());
    return;
  }
  PipeConnection::serve(std::move(pipe), verdict == ConnectionLimit::Verdict::serve, kind_, ++nextId_, listener_, [freed = freed_, held = held_, who, verdict] {
    {
      const Locked locked(held->mutex);
      held->limit.gone(who, verdict);
    }
    SetEvent(freed->get());
  });
}

Handle PipeServer::makeInstance(bool first) {
  const SecurityFromText security(sddl_);
  if (security.attributes() == nullptr) return {};
  const DWORD open = PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED | (first ? FILE_FLAG_FIRST_PIPE_INSTANCE : 0);
  constexpr DWORD mode = PIPE_TYPE_BYTE | PIPE_READMODE_BYTE | PIPE_WAIT | PIPE_REJECT_REMOTE_CLIENTS;
  Handle pipe(CreateNamedPipeW(name_, open, mode, instances, bufferBytes, bufferBytes, 0, security.attributes()));
  if (!pipe && first && !warned_) {
    warned_ = true;
    report(LogLevel::error, EventId::clientRefused, "The pipe " + toUtf8(name_) + " cannot be made: Windows error " + std::to_string(GetLastError()));
  }
  return pipe;
}

bool PipeServer::waitForClient(HANDLE pipe) {
  const Handle connected = makeEvent(true);
  OVERLAPPED state{};
  state.hEvent = connected.get();
  if (ConnectNamedPipe(pipe, &state)) return true;
  if (GetLastError() == ERROR_PIPE_CONNECTED) return true;
  // A client that came and went: its reading fails at once.
  if (GetLastError() != ERROR_IO_PENDING) return WaitForSingleObject(stop_.get(), 10) != WAIT_OBJECT_0;
  const HANDLE events[] = {stop_.get(), connected.get()};
  if (WaitForMultipleObjects(2, events, FALSE, INFINITE) != WAIT_OBJECT_0) return true;
  DWORD none = 0;
  CancelIoEx(pipe, &state);
  GetOverlappedResult(pipe, &state, &none, TRUE);
  return false;
}

}  // namespace genkan::host
