// Runs what a tile asks for, until the person or Windows is next. Everything here happens inside Connect,
// GetSerialization or ReportResult; nothing here decides.
#pragma once

#include <memory>

#include "credential-provider/broker_line.h"
#include "credential-provider/broker_talk.h"
#include "credential-provider/tile.h"

namespace genkan::logon {

class SignIn final {
 public:
  SignIn(Broker& broker, Machine& machine) : broker_(broker), machine_(machine) {}

  // From `first` to a task that ends Connect.
  Task run(Tile& tile, Task first, Progress& progress);

  // The same for a caller whose whole screen waits meanwhile: what has not come in time counts as away.
  Task runWithin(Milliseconds budget, Tile& tile, Task first, Progress& progress);

  // After Windows let the person in with a typed password, or refused a kept one.
  void stagePassword(const TileAccount& account, std::u16string_view password);
  void markStale(const TileAccount& account);

  // Drops what was proven to the host.
  void forget() noexcept { proven_.reset(); }

 private:
  class Round;
  Broker& broker_;
  Machine& machine_;
  // The second connection, which the host took for this person's own after host-prove. It lives from the
  // password to the confirmed registration.
  std::unique_ptr<BrokerLine> proven_;
};

}  // namespace genkan::logon
