// The PC's clocks.
#pragma once

#include <cstdint>

#include "wire/host_line.h"

namespace genkan::host {

wire::Stamp stampNow() noexcept;
// Milliseconds since Windows started; goes on while it sleeps.
std::int64_t monotonicNow() noexcept;

}  // namespace genkan::host
