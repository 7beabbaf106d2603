// When Windows starts, the logon screen may ask for the heartbeat before the agent can judge a logon. Without a heartbeat from the start of the service on,
// whoever switches a PC on would get in by the password alone each time. It ages by itself: an agent that does not come costs nobody more than two minutes,
// and after two such starts in a row there is no such heartbeat any more.
#pragma once

namespace genkan::host {

inline constexpr unsigned long mostUnreadyBoots = 2;

// Counts this run of Windows as one in which the agent has not been ready; whether the heartbeat may be written before it is.
bool takeBootGrace();

void agentWasReady();

}  // namespace genkan::host
