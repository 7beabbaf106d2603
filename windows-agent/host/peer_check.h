// Who is at the other end of a pipe.
#pragma once

#include <windows.h>

#include <optional>
#include <string>

#include "host/connection.h"

namespace genkan::host {

// Nullopt, with an entry in the event log, when the client may not use this pipe. Something must have been read from it.
std::optional<Peer> checkPeer(HANDLE pipe, PipeKind kind);

// SID of the process that has just connected, for counting only: nothing has been read from it yet. Empty when it cannot be told.
std::string processOwner(HANDLE pipe);

}  // namespace genkan::host
