// Whether this process draws for somebody far away.
#pragma once

namespace genkan::provider {

bool isRemoteSession() noexcept;

}  // namespace genkan::provider
