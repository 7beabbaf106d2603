// The environment of the agent: only what Windows and Node need, nothing that changes what Node does.
#pragma once

#include <string>

namespace genkan::host {

// A block as CreateProcess wants it.
std::wstring minimalEnvironment();

}  // namespace genkan::host
