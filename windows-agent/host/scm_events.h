// What Windows tells the service, stamped in its control handler.
#pragma once

#include "wire/host_line.h"

namespace genkan::host {

struct SessionEvent {
  unsigned event = 0;  // WTS_SESSION_*
  unsigned long sessionId = 0;
  wire::Stamp stamp;
};

enum class StopReason { stop, preshutdown };

}  // namespace genkan::host
