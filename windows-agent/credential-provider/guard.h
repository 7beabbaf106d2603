// The guard of the registry and the heartbeat, as the filter reads them.
#pragma once

#include <vector>

#include "credential-provider/com_support.h"
#include "credential-provider/guard_decision.h"

namespace genkan::provider {

// Whether others may be hidden now; a reason against it goes to the event log.
bool mayHideOthers(bool ownProviderListed);

// Providers that stay beside ours: Guard\AllowedProviders, several class ids in text form.
std::vector<GUID> allowedProviders();

}  // namespace genkan::provider
