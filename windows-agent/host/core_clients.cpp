#include "host/core.h"

#include "host/places.h"
#include "host/security.h"
#include "host/service_log.h"
#include "host/stamp_now.h"
#include "wire/wipe.h"

namespace genkan::host {

namespace {

// By the token a connection really has; the pipe counts by process before anything is read (pipe_server).
constexpr std::size_t connectionsPerUser = 3;

}  // namespace

void Core::openPipes() {
  PipeListener listener;
  listener.opened = [this](std::uint64_t id, Peer peer, std::shared_ptr<PipeConnection> pipe) {
    tasks_.post([this, id, peer = std::move(peer), pipe = std::move(pipe)] { clientOpened(id, peer, pipe); });
  };
  listener.line = [this](std::uint64_t id, std::string line) {
    auto held = std::make_shared<std::string>(std::move(line));
    wire::wipe(line);
    tasks_.post([this, id, held] {
      clientLine(id, *held);
      wire::wipe(*held);
    });
  };
  listener.closed = [this](std::uint64_t id) { tasks_.post([this, id] { clientClosed(id); }); };
  authPipe_ = std::make_unique<PipeServer>(authPipeName, authPipeSddl, PipeKind::auth, listener, lastClientId_);
  userPipe_ = std::make_unique<PipeServer>(userPipeName, userPipeSddl, PipeKind::user, listener, lastClientId_);
}

void Core::clientOpened(std::uint64_t id, Peer peer, std::shared_ptr<PipeConnection> pipe) {
  std::size_t ofUser = 0;
  for (const auto& [other, client] : clients_) {
    const Peer& theirs = client.rules.peer();
    if (theirs.kind == PipeKind::user && theirs.account.sid == peer.account.sid) ++ofUser;
  }
  if (peer.kind == PipeKind::user && ofUser >= connectionsPerUser) {
    pipe->send(errorAnswer("", "busy"));
    pipe->close();
    return;
  }
  clients_.emplace(id, Client{std::move(pipe), Connection(std::move(peer)), 0, false});
}

void Core::clientLine(std::uint64_t id, std::string& line) {
  const auto place = clients_.find(id);
  if (place == clients_.end()) return;
  Client& client = place->second;
  const Route route = client.rules.route(line);
  const bool user = client.rules.peer().kind == PipeKind::user;
  if (user && !messageRate_.allow(client.rules.peer().account.sid, monotonicNow())) {
    client.pipe->send(errorAnswer(route.id, "busy"));
  } else if (route.kind == Route::Kind::refuse) {
    client.pipe->send(errorAnswer(route.id, route.error));
  } else if (route.kind == Route::Kind::hostMessage) {
    hostMessage(id, client, route);
  } else {
    forward(id, client, route, line);
  }
  client.pipe->taken();
}

void Core::forward(std::uint64_t id, Client& client, const Route& route, std::string_view line) {
  if (!agent_ || !delivery_.ready() || stopReason_ || !openAtAgent(id, client) ||
      !agent_->send(wire::payloadLine(client.agentNumber, line))) {
    client.pipe->send(errorAnswer(route.id, "agent-away"));
    return;
  }
  client.rules.asked(route.id);
}

bool Core::openAtAgent(std::uint64_t id, Client& client) {
  if (client.agentNumber != 0) return true;
  const std::uint64_t number = ++lastAgentNumber_;
  if (!agent_->send(client.rules.openLine(number))) return false;
  client.agentNumber = number;
  clientOfNumber_[number] = id;
  return true;
}

void Core::closeAtAgent(Client& client) {
  if (client.agentNumber == 0) return;
  if (agent_) agent_->send(wire::closeLine(client.agentNumber));
  clientOfNumber_.erase(client.agentNumber);
  client.agentNumber = 0;
}

void Core::clientClosed(std::uint64_t id) {
  const auto place = clients_.find(id);
  if (place == clients_.end()) return;
  closeAtAgent(place->second);
  clients_.erase(place);
}

void Core::answerOfAgent(const wire::AgentLine& line) {
  const auto number = clientOfNumber_.find(line.number);
  if (number == clientOfNumber_.end()) return;
  Client& client = clients_.at(number->second);
  client.rules.answered(line.payload, monotonicNow());
  client.pipe->send(line.payload);
}

void Core::agentRefused(std::uint64_t number) {
  const auto place = clientOfNumber_.find(number);
  if (place == clientOfNumber_.end()) return;
  Client& client = clients_.at(place->second);
  clientOfNumber_.erase(place);
  client.agentNumber = 0;
  for (const std::string& id : client.rules.takeWaiting()) client.pipe->send(errorAnswer(id, "busy"));
  client.pipe->close();
}

// The agent that was asked will not answer any more; the next one knows none of the connections.
void Core::tellClientsAway() {
  clientOfNumber_.clear();
  for (auto& [id, client] : clients_) {
    client.agentNumber = 0;
    for (const std::string& question : client.rules.takeWaiting()) client.pipe->send(errorAnswer(question, "agent-away"));
  }
}

}  // namespace genkan::host
