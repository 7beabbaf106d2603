// The heart of the service: one thread that owns all state. Everything else posts tasks to it and nothing waits for it.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "host/agent_process.h"
#include "host/boot_record.h"
#include "host/connection.h"
#include "host/delivery.h"
#include "host/pipe_server.h"
#include "host/rate_limiter.h"
#include "host/recent_logons.h"
#include "host/release_decision.h"
#include "host/restart_ladder.h"
#include "host/rotating_file.h"
#include "host/scm_events.h"
#include "host/spill_file.h"
#include "host/stall_watch.h"
#include "host/task_queue.h"
#include "host/vault.h"
#include "host/worker_pool.h"

namespace genkan::host {

class Core final {
 public:
  // `stopping` is called about once a second while the service stops.
  explicit Core(std::function<void()> stopping);
  ~Core();
  Core(const Core&) = delete;
  Core& operator=(const Core&) = delete;

  // Works until a stop was asked for and is done.
  void run();

  // From any thread. `account` and `source` as they were when the event came.
  void sessionChanged(const SessionEvent& event, const std::string& source, const wire::Account& account);
  void powerChanged(unsigned event, const wire::Stamp& stamp);
  void timeChanged(const wire::Stamp& stamp);
  void stop(StopReason reason, const wire::Stamp& stamp);
  void drainAsked();

 private:
  struct Client {
    std::shared_ptr<PipeConnection> pipe;
    Connection rules;
    std::uint64_t agentNumber = 0;  // of the `O` line; 0: not open at the agent that runs
    bool proving = false;           // a password check is under way
  };

  // core.cpp
  void tick();
  template <typename MakeLine>
  void tell(MakeLine makeLine);
  void beat(const wire::Stamp& stamp);
  void writeHeartbeatFile();
  void spill();
  void finishStop();

  // core_agent.cpp
  void startAgent();
  void agentLine(std::uint64_t run, wire::AgentLine line);
  void agentEnded(std::uint64_t run, unsigned long exitCode);
  void agentKept(std::uint64_t number);
  void flush();
  void lookAtAgent();
  void question(const wire::AgentLine& line);
  void answerQuestion(std::uint64_t run, std::uint64_t id, bool ok, const std::string& bytes);
  void becomeReady();
  void finishDrain(const std::string& result);

  // core_clients.cpp
  void openPipes();
  void clientOpened(std::uint64_t id, Peer peer, std::shared_ptr<PipeConnection> pipe);
  void clientLine(std::uint64_t id, std::string& line);
  void clientClosed(std::uint64_t id);
  void forward(std::uint64_t id, Client& client, const Route& route, std::string_view line);
  void answerOfAgent(const wire::AgentLine& line);
  void agentRefused(std::uint64_t number);
  bool openAtAgent(std::uint64_t id, Client& client);
  void closeAtAgent(Client& client);
  void tellClientsAway();

  // core_messages.cpp
  void hostMessage(std::uint64_t id, Client& client, const Route& route);
  void prove(std::uint64_t id, Client& client, const Route& route);
  void setGuard(std::uint64_t id, const std::string& json);
  void proofDone(std::uint64_t id, PipeKind kind, const std::string& messageId, const wire::Account& account, const std::string& word);
  void reply(Client& client, std::string_view id, std::string_view type);
  void refuse(Client& client, std::string_view id, std::string_view word);

  // core_vault.cpp
  void vaultMessage(std::uint64_t id, Client& client, const Route& route);
  void stage(Client& client, const Route& route, const std::string& sid);
  void releasePassword(std::uint64_t id, Client& client, const Route& route, const std::string& sid);
  void releaseDecided(std::uint64_t id, const std::string& messageId, const std::string& sid, Membership administrators);
  bool keepStaged(const std::string& sid, unsigned long sessionId);
  void forgetPassword(const std::string& sid, const char* why);
  void sessionForVault(const SessionEvent& event, const wire::Account& account);

  std::function<void()> stopping_;
  TaskQueue tasks_;
  // Proofs and releases may wait for a domain controller that is away, for as long as Windows tries: what the agent asks, what a logon
  // screen asks and what people's programs ask must not wait for each other.
  WorkerPool workers_{3, 64};
  WorkerPool screenWorkers_{2, 4};
  WorkerPool consoleWorkers_{2, 4};
  ThisBoot boot_;
  Delivery delivery_;
  SpillFile spill_;
  RotatingFile agentErrors_;

  std::unique_ptr<AgentProcess> agent_;
  std::uint64_t agentRun_ = 0;
  RestartLadder ladder_;
  StallWatch stallWatch_;
  std::int64_t startAtMs_ = 0;
  std::optional<std::int64_t> readySinceMs_;
  bool noSettings_ = false;

  std::map<std::uint64_t, Client> clients_;
  std::map<std::uint64_t, std::uint64_t> clientOfNumber_;
  std::uint64_t lastAgentNumber_ = 0;
  std::atomic<std::uint64_t> lastClientId_{0};
  RateLimiter messageRate_{30, 60 * 1000};
  RateLimiter proofRate_{5, 5 * 60 * 1000};
  // Accounts whose password is being checked, also for clients that have gone.
  std::set<std::pair<PipeKind, std::string>> proving_;
  Vault vault_;
  RecentLogons recentLogons_;

  std::int64_t heartbeatMs_;
  std::int64_t nextBeatMs_ = 0;
  std::int64_t nextStopReportMs_ = 0;
  std::uint64_t drainId_ = 0;
  std::wstring drainName_;
  std::optional<std::int64_t> drainUntilMs_;
  std::optional<StopReason> stopReason_;
  std::int64_t stopUntilMs_ = 0;
  bool done_ = false;

  // Last, so that they end first: their threads post to what is above.
  std::unique_ptr<PipeServer> authPipe_;
  std::unique_ptr<PipeServer> userPipe_;
};

}  // namespace genkan::host
