// One client on a pipe: a thread that reads lines and writes answers, never waiting for a client that does not read.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "host/connection.h"
#include "host/handle.h"
#include "host/thread.h"
#include "wire/bounded_queue.h"
#include "wire/line_reader.h"

namespace genkan::host {

class PipeConnection;

// Called from connection threads.
struct PipeListener {
  // The peer is verified; its first line follows.
  std::function<void(std::uint64_t id, Peer peer, std::shared_ptr<PipeConnection> connection)> opened;
  std::function<void(std::uint64_t id, std::string line)> line;
  std::function<void(std::uint64_t id)> closed;
};

class PipeConnection final : public std::enable_shared_from_this<PipeConnection> {
 public:
  // `pipe`: an instance to which a client is connected. One that is not `welcome` is told that it is one too many, and nothing is read from it.
  // `gone` is the last call.
  static void serve(Handle pipe, bool welcome, PipeKind kind, std::uint64_t id, std::shared_ptr<const PipeListener> listener, std::function<void()> gone);

  ~PipeConnection();
  PipeConnection(const PipeConnection&) = delete;
  PipeConnection& operator=(const PipeConnection&) = delete;

  // Queues an answer; a client that reads nothing loses its connection. Takes the line's memory, and zeroes it.
  void send(std::string line);
  // A line of this client was dealt with: it may send another one.
  void taken() noexcept;
  void close() noexcept;

 private:
  PipeConnection(Handle pipe, bool welcome, PipeKind kind, std::uint64_t id, std::shared_ptr<const PipeListener> listener);
  void run();
  bool step();
  bool startRead();
  bool finishRead();
  bool startWrite();
  bool finishWrite();
  bool take(std::string_view line);
  DWORD patience() const noexcept;
  void awaitGoing();

  static constexpr int maxUntaken = 8;
  static constexpr DWORD firstLineWithinMs = 5000;
  static constexpr DWORD writtenWithinMs = 5000;
  static constexpr DWORD logonScreenIdleMs = 10 * 60 * 1000;
  // As long as somebody may need to type his password.
  static constexpr DWORD userIdleMs = 5 * 60 * 1000;
  static constexpr DWORD goesWithinMs = 1000;

  Handle pipe_;
  PipeKind kind_;
  std::uint64_t id_;
  std::shared_ptr<const PipeListener> listener_;
  Handle changed_;
  Handle readDone_;
  Handle writeDone_;
  OVERLAPPED readState_{};
  OVERLAPPED writeState_{};
  char bytes_[4096];
  wire::LineReader reader_{wire::maxPipeLineBytes};
  bool reading_ = false;
  std::string writing_;
  DWORD idleMs_;
  std::int64_t lastMovedMs_ = 0;  // last whole line or written answer
  bool opened_ = false;
  std::atomic<int> untaken_{0};
  std::atomic<bool> closing_{false};
  Mutex mutex_;
  wire::BoundedQueue<std::string> answers_{64, 512 * 1024};
};

}  // namespace genkan::host
