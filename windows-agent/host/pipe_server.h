// A named pipe that takes clients: at most 16 at a time, from this machine only, and of each person but a few.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>

#include "host/connection_limit.h"
#include "host/pipe_connection.h"

namespace genkan::host {

class PipeServer final {
 public:
  // `nextId` gives each connection its number, over all pipes.
  PipeServer(const wchar_t* name, const wchar_t* sddl, PipeKind kind, PipeListener listener, std::atomic<std::uint64_t>& nextId);
  // Takes no further client. Connections are closed by who holds them.
  ~PipeServer();
  PipeServer(const PipeServer&) = delete;
  PipeServer& operator=(const PipeServer&) = delete;

 private:
  static constexpr DWORD instances = 16;
  static constexpr DWORD bufferBytes = 64 * 1024;

  // Shared with the threads of the connections.
  struct Held {
    Mutex mutex;
    ConnectionLimit limit;
  };

  void run();
  void take(Handle pipe);
  Handle makeInstance(bool first);
  // False when the server stops.
  bool waitForClient(HANDLE pipe);

  const wchar_t* name_;
  const wchar_t* sddl_;
  PipeKind kind_;
  std::atomic<std::uint64_t>& nextId_;
  // These outlive the server for as long as a connection runs.
  std::shared_ptr<const PipeListener> listener_;
  std::shared_ptr<Handle> freed_;
  std::shared_ptr<Held> held_;
  Handle stop_;
  bool warned_ = false;
  Thread thread_;
};

}  // namespace genkan::host
