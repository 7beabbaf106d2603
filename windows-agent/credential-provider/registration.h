// The registry keys by which Windows finds provider and filter.
#pragma once

#include <windows.h>

namespace genkan::provider {

// Provider before filter: a filter without its provider would leave nobody a tile.
HRESULT registerProvider() noexcept;
// Filter before provider.
HRESULT unregisterProvider() noexcept;

}  // namespace genkan::provider
