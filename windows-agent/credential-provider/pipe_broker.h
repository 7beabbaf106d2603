// The host's pipe for logon screens.
#pragma once

#include "credential-provider/broker_line.h"

namespace genkan::provider {

class PipeBroker final : public logon::Broker {
 public:
  logon::LineResult open(std::unique_ptr<logon::BrokerLine>& line, logon::Progress& progress) override;
  bool isStarting() override;
};

}  // namespace genkan::provider
