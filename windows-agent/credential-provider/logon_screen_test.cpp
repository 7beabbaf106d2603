// What stands between LogonUI's calls: work that was prepared, calls on their way.
#include "credential-provider/call_gate.h"
#include "credential-provider/prepared_work.h"
#include "credential-provider/work_marks.h"
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

TEST("when any thread works and does not wait, then the screen is marked") {
  WorkMarks marks;
  CHECK(!marks.marked());
  marks.enter(1);
  marks.enter(1);
  CHECK(marks.marked());
  marks.beginWait(1);
  CHECK(!marks.marked());
  marks.enter(2);
  CHECK(marks.marked());
  marks.leave(2);
  CHECK(!marks.marked());
  marks.endWait(1);
  CHECK(marks.marked());
  marks.leave(1);
  CHECK(marks.marked());
  marks.leave(1);
  marks.leave(1);
  CHECK(!marks.marked());
}

TEST("when the worker was told to stop, then its end counts no more, and another thread of its id counts again") {
  WorkMarks marks;
  marks.retire(7);
  marks.enter(7);
  CHECK(marks.marked());
  marks.beginWait(7);
  marks.retire(7);
  marks.endWait(7);
  marks.enter(7);
  CHECK(!marks.marked());
  marks.leave(7);
  marks.leave(7);
  marks.enter(7);
  CHECK(marks.marked());
}

TEST("when the screen is not that of the PC itself, then its end never counts as a crash") {
  CHECK(countsCrashes({true, false, 1, 1}));
  CHECK(!countsCrashes({false, false, 1, 1}));
  CHECK(!countsCrashes({true, true, 1, 1}));
  CHECK(!countsCrashes({true, false, 2, 1}));
  // No session is at the console while it changes hands.
  CHECK(!countsCrashes({true, false, 2, 0xFFFFFFFFul}));
}

}  // namespace
}  // namespace genkan::logon
