#include "host/pipe_connection.h"

#include "host/peer_check.h"
#include "host/service_log.h"
#include "host/stamp_now.h"
#include "host/test_settings.h"
#include "wire/wipe.h"

namespace genkan::host {

void PipeConnection::serve(Handle pipe, bool welcome, PipeKind kind, std::uint64_t id, std::shared_ptr<const PipeListener> listener, std::function<void()> gone) {
  std::shared_ptr<PipeConnection> connection(new PipeConnection(std::move(pipe), welcome, kind, id, std::move(listener)));
  // The thread owns the connection; `gone` tells the server that the instance is free.
  Thread thread([connection, gone = std::move(gone)]() mutable {
    connection->run();
    connection.reset();
    gone();
  });
  thread.detach();
}

PipeConnection::PipeConnection(Handle pipe, bool welcome, PipeKind kind, std::uint64_t id, std::shared_ptr<const PipeListener> listener)
    : pipe_(std::move(pipe)), kind_(kind), id_(id), listener_(std::move(listener)), changed_(makeEvent(false)), readDone_(makeEvent(true)), writeDone_(makeEvent(true)),
      idleMs_(kind == PipeKind::auth ? logonScreenIdleMs : userIdleMs) {
#ifdef GENKAN_TEST_CONTROLS
  if (const auto ms = test_settings::number(L"IdleMs")) idleMs_ = *ms;
#endif
  if (welcome) return;
  send(errorAnswer("", "busy"));
  closing_ = true;
}

PipeConnection::~PipeConnection() {
  wire::wipeBytes(bytes_, sizeof bytes_);
  wire::wipe(writing_);
  while (!answers_.empty()) {
    std::string line = answers_.pop();
    wire::wipe(line);
  }
}

void PipeConnection::send(std::string line) {
  line.push_back('\n');
  const std::size_t bytes = line.size();
  bool queued = false;
  {
    const Locked locked(mutex_);
    queued = answers_.push(std::move(line), bytes);
  }
  if (!queued) {
    wire::wipe(line);
    closing_ = true;
  }
  SetEvent(changed_.get());
}

void PipeConnection::taken() noexcept {
  --untaken_;
  SetEvent(changed_.get());
}

void PipeConnection::close() noexcept {
  closing_ = true;
  SetEvent(changed_.get());
}

void PipeConnection::run() {
  lastMovedMs_ = monotonicNow();
  while (step()) {
  }
  CancelIoEx(pipe_.get(), nullptr);
  // The buffers belong to Windows until the transfers have ended.
  DWORD moved = 0;
  if (reading_) GetOverlappedResult(pipe_.get(), &readState_, &moved, TRUE);
  if (!writing_.empty()) GetOverlappedResult(pipe_.get(), &writeState_, &moved, TRUE);
  reading_ = false;
  if (closing_) awaitGoing();
  // Disconnected, not only closed: Windows counts the instance for as long as a client keeps its end open otherwise.
  DisconnectNamedPipe(pipe_.get());
  pipe_.reset();
  if (opened_) listener_->closed(id_);
}

// What was written is lost to a client that is disconnected before it has read it: it gets a moment to read and go.
void PipeConnection::awaitGoing() {
  const std::int64_t until = monotonicNow() + goesWithinMs;
  while (startRead()) {
    const std::int64_t left = until - monotonicNow();
    const bool moved = left > 0 && WaitForSingleObject(readDone_.get(), static_cast<DWORD>(left)) == WAIT_OBJECT_0;
    if (!moved) CancelIoEx(pipe_.get(), &readState_);
    DWORD read = 0;
    const bool there = GetOverlappedResult(pipe_.get(), &readState_, &read, TRUE) && read > 0;
    wire::wipeBytes(bytes_, read);
    if (!moved || !there) return;
  }
}

// False when the connection has ended.
bool PipeConnection::step() {
  if (!reading_ && !closing_ && untaken_ < maxUntaken && !startRead()) return false;
  if (writing_.empty() && !startWrite()) return false;
  if (closing_ && writing_.empty()) return false;
  const HANDLE events[] = {changed_.get(), readDone_.get(), writeDone_.get()};
  const std::int64_t waited = monotonicNow() - lastMovedMs_;
  const std::int64_t limit = patience();
  if (waited >= limit) return false;
  // The events of transfers that are not under way stay reset.
  WaitForMultipleObjects(3, events, FALSE, static_cast<DWORD>(limit - waited));
  if (reading_ && HasOverlappedIoCompleted(&readState_) && !finishRead()) return false;
  return writing_.empty() || !HasOverlappedIoCompleted(&writeState_) || finishWrite();
}

DWORD PipeConnection::patience() const noexcept {
  if (!writing_.empty()) return writtenWithinMs;
  return opened_ ? idleMs_ : firstLineWithinMs;
}

bool PipeConnection::startRead() {
  readState_ = {};
  readState_.hEvent = readDone_.get();
  ResetEvent(readDone_.get());
  if (!ReadFile(pipe_.get(), bytes_, sizeof bytes_, nullptr, &readState_) && GetLastError() != ERROR_IO_PENDING) return false;
  reading_ = true;
  return true;
}

bool PipeConnection::finishRead() {
  DWORD read = 0;
  reading_ = false;
  ResetEvent(readDone_.get());
  if (!GetOverlappedResult(pipe_.get(), &readState_, &read, FALSE) || read == 0) return false;
  bool good = true;
  reader_.feed({bytes_, read}, [this, &good](wire::LineState state, std::string_view text) {
    // A line that is none cannot be answered; whoever sends one is not ours.
    if (good) good = state == wire::LineState::ok && take(text);
  });
  wire::wipeBytes(bytes_, read);
  return good;
}

bool PipeConnection::take(std::string_view line) {
  if (!opened_) {
    // Windows lets a server impersonate only after it has read something.
    auto peer = checkPeer(pipe_.get(), kind_);
    if (!peer) return false;
    opened_ = true;
    listener_->opened(id_, std::move(*peer), shared_from_this());
  }
  // Only a whole line counts: a byte now and then holds nothing open.
  lastMovedMs_ = monotonicNow();
  ++untaken_;
  listener_->line(id_, std::string(line));
  return true;
}

bool PipeConnection::startWrite() {
  {
    const Locked locked(mutex_);
    if (answers_.empty()) return true;
    writing_ = answers_.pop();
  }
  lastMovedMs_ = monotonicNow();
  writeState_ = {};
  writeState_.hEvent = writeDone_.get();
  ResetEvent(writeDone_.get());
  if (WriteFile(pipe_.get(), writing_.data(), static_cast<DWORD>(writing_.size()), nullptr, &writeState_) || GetLastError() == ERROR_IO_PENDING) return true;
  wire::wipe(writing_);
  return false;
}

bool PipeConnection::finishWrite() {
  DWORD written = 0;
  const bool good = GetOverlappedResult(pipe_.get(), &writeState_, &written, FALSE) && written == writing_.size();
  ResetEvent(writeDone_.get());
  wire::wipe(writing_);
  lastMovedMs_ = monotonicNow();
  return good;
}

}  // namespace genkan::host
