// Who was last seen in each Windows session: at its end a session can no longer be asked.
#pragma once

#include <map>

#include "wire/host_line.h"

namespace genkan::host {

class SessionTable final {
 public:
  // `seen` is what Windows says now, empty when it says nothing. Returns whom the event is about.
  wire::Account resolve(unsigned long sessionId, unsigned event, const wire::Account& seen) {
    if (!seen.none()) known_[sessionId] = seen;
    const auto place = known_.find(sessionId);
    wire::Account account = place == known_.end() ? wire::Account{} : place->second;
    if (event == logoff) known_.erase(sessionId);
    return account;
  }

 private:
  static constexpr unsigned logoff = 6;  // WTS_SESSION_LOGOFF
  std::map<unsigned long, wire::Account> known_;
};

}  // namespace genkan::host
