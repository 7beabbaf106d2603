// Who is at the other end of a pipe.
#pragma once

#include <windows.h>

#include <optional>

#include "host/connection.h"

namespace genkan::host {

// Nullopt, with an entry in the event log, when the client may not use this pipe. Something must have been read from it.
std::optional<Peer> checkPeer(HANDLE pipe, PipeKind kind);

}  // namespace genkan::host
