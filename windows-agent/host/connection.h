// What one pipe connection may do: forwarded to the agent, answered by the host, or refused.
// Pure. The core thread owns each.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "host/release_rule.h"
#include "wire/host_line.h"
#include "wire/json_object.h"

namespace genkan::host {

enum class PipeKind { auth, user };

// Who is at the other end, as the operating system says it.
struct Peer {
  PipeKind kind = PipeKind::auth;
  unsigned long processId = 0;
  unsigned long sessionId = 0;
  wire::Account account;  // of a user connection: the caller's own token
};

struct Route {
  enum class Kind { forward, hostMessage, refuse };
  Kind kind = Kind::refuse;
  std::string id;
  std::string type;
  std::string error;         // of refuse: word of the `error` answer
  wire::JsonObject message;  // of hostMessage
};

class Connection final {
 public:
  explicit Connection(Peer peer) : peer_(std::move(peer)) {}

  // Reads one line of the client. Before a proof a user connection gets `state` and the host's own messages only.
  Route route(std::string_view line);

  // The password of `account` was right: from now on this is that account's client console.
  void proved(wire::Account account);
  bool isProved() const noexcept { return proved_; }
  const Peer& peer() const noexcept { return peer_; }
  // The `O` line for the agent. Nobody is named before the proof.
  std::string openLine(std::uint64_t number) const;

  // Questions that the agent owes an answer; they are answered by the host when the agent goes away.
  void asked(const std::string& id) { waiting_.insert(id); }
  // An answer of the agent: notes it, and a verdict for the vault.
  void answered(std::string_view json, std::int64_t nowMs);
  std::set<std::string> takeWaiting() { return std::exchange(waiting_, {}); }
  bool isFull() const noexcept { return waiting_.size() >= maxWaiting; }

  ReleaseRule& releaseRule() noexcept { return release_; }

 private:
  static constexpr std::size_t maxWaiting = 16;
  Peer peer_;
  bool proved_ = false;
  wire::Account console_;
  std::set<std::string> waiting_;
  ReleaseRule release_;
};

// `{"v":1,"id":…,"t":…}`, to be completed.
wire::JsonObject answerTo(std::string_view id, std::string_view type);
std::string errorAnswer(std::string_view id, std::string_view word);

}  // namespace genkan::host
