// What stands between LogonUI's calls: work that was prepared, calls on their way.
#include "credential-provider/call_gate.h"
#include "credential-provider/prepared_work.h"
#include "wire/testing/check.h"

namespace genkan::logon {
namespace {

TEST("when nobody called Connect, then GetSerialization hears that the work is still to be done, each time") {
  PreparedWork work;
  CHECK(!work.take());
  work.keep(Task::packLogon);
  CHECK(work.take() == Task::packLogon);
  CHECK(!work.take());
}

TEST("when a link was pressed after the work, then the next submit starts anew") {
  PreparedWork work;
  work.keep(Task::askPerson);
  work.drop();
  CHECK(!work.take());
}

TEST("when something else was typed after the work, then it is not packed, and not tried again by itself") {
  PreparedWork work;
  work.keep(Task::packLogon);
  CHECK(work.isPacking());
  work.spoil();
  CHECK(!work.isPacking() && work.take() == Task::askPerson);
  work.spoil();
  CHECK(!work.take());
}

TEST("when the gate is closed, then nobody begins, and who is on the way is seen until the end") {
  CallGate gate;
  CHECK(!gate.begin(1));
  gate.open();
  CHECK(gate.begin(1) && gate.begin(2) && gate.begin(2));
  gate.close();
  CHECK(!gate.begin(3));
  CHECK(gate.othersCalling(9));
  gate.end(2);
  CHECK(gate.othersCalling(1));
  gate.end(2);
  // From within its own call nobody waits for himself.
  CHECK(!gate.othersCalling(1) && gate.othersCalling(2));
  gate.end(1);
  gate.end(1);
  CHECK(!gate.othersCalling(2));
}

}  // namespace
}  // namespace genkan::logon
