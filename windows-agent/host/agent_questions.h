// What only the host can do for the agent: `Q <id> <verb> <hex>`. Runs on a worker thread; may be slow.
#pragma once

#include <optional>
#include <string>

namespace genkan::host {

// Nullopt: refused. The answer may be a secret (`unseal`).
std::optional<std::string> answerAgentQuestion(const std::string& verb, const std::string& payload);

// The system's proxy for an address, as `http://host:port`; empty for none. Asks WinHTTP, which may look for a script in the network.
std::string systemProxyFor(const std::string& address);

}  // namespace genkan::host
