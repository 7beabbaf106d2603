#include <memory>
#include <random>

#include "host/delivery.h"
#include "host/spill_codec.h"
#include "wire/host_line.h"
#include "wire/testing/check.h"

using namespace genkan::host;
namespace wire = genkan::wire;

namespace {

void add(Delivery& delivery, std::int64_t now = 0) {
  const auto number = delivery.nextNumber();
  CHECK(delivery.append(wire::powerLine(number, 4, {1000, now, 0}), now));
}

std::vector<std::string> allNext(Delivery& delivery, std::int64_t now = 0) {
  std::vector<std::string> lines;
  while (auto line = delivery.next(now)) lines.push_back(*line);
  return lines;
}

BootRecord record(const std::string& bootId, std::vector<std::string> texts) {
  BootRecord made;
  made.bootId = bootId;
  made.beginStamp = "1/1/0";
  for (auto& text : texts) {
    NumberedLine line;
    line.number = wire::numberOfLine(text);
    line.text = text;
    made.lines.push_back(line);
  }
  return made;
}

}  // namespace

TEST("when an agent starts, then it hears B, and the lines only after R") {
  Delivery delivery("now", "5/5/0", 0);
  add(delivery);
  CHECK(!delivery.next(0));
  delivery.agentStarted();
  CHECK(allNext(delivery) == std::vector<std::string>{"B now 5/5/0"});
  CHECK(!delivery.ready());
  CHECK(delivery.onReady());
  CHECK(!delivery.onReady());
  CHECK(delivery.ready());
  CHECK_EQUAL(allNext(delivery).size(), 1u);
}

TEST("when an agent has been given all that waited, of earlier runs and of this one, then it is told so once, and the next agent anew") {
  Delivery delivery("now", "5/5/0", 0);
  delivery.restore({record("old", {"W 1 4 1/1/0", "W 2 18 2/2/0"})});
  add(delivery);
  CHECK(!delivery.takeCaughtUp());
  for (int agents = 0; agents < 2; ++agents) {
    delivery.agentStarted();
    const bool first = agents == 0;
    if (first) {
      CHECK(allNext(delivery) == std::vector<std::string>{"B old 1/1/0"});
      CHECK(!delivery.takeCaughtUp());
      delivery.onReady();
      CHECK_EQUAL(allNext(delivery).size(), 2u);
      // All of the old run is given, but this one is still to be told.
      CHECK(!delivery.takeCaughtUp());
      delivery.onKept(2);
      CHECK(!delivery.takeCaughtUp());
    }
    CHECK(allNext(delivery) == std::vector<std::string>{"B now 5/5/0"});
    CHECK(!delivery.takeCaughtUp());
    delivery.onReady();
    CHECK(!delivery.takeCaughtUp());
    CHECK_EQUAL(allNext(delivery).size(), 1u);
    CHECK(delivery.takeCaughtUp());
    CHECK(!delivery.takeCaughtUp());
    add(delivery);
    CHECK_EQUAL(allNext(delivery).size(), 1u);
    CHECK(!delivery.takeCaughtUp());
    delivery.onKept(delivery.lastNumber() - 1);
    delivery.agentGone();
    CHECK(!delivery.takeCaughtUp());
  }
}

TEST("when nothing waits for an agent, then it is told so right after R") {
  Delivery delivery("now", "5/5/0", 0);
  delivery.agentStarted();
  allNext(delivery);
  CHECK(!delivery.takeCaughtUp());
  delivery.onReady();
  CHECK(delivery.takeCaughtUp());
}

TEST("when the agent dies, then everything not kept is told again in order") {
  Delivery delivery("now", "5/5/0", 0);
  delivery.agentStarted();
  allNext(delivery);
  delivery.onReady();
  for (int i = 0; i < 3; ++i) add(delivery);
  CHECK_EQUAL(allNext(delivery).size(), 3u);
  CHECK(delivery.onKept(1).known);
  delivery.agentGone();
  CHECK(!delivery.ready());
  add(delivery);
  delivery.agentStarted();
  allNext(delivery);
  delivery.onReady();
  const auto again = allNext(delivery);
  CHECK_EQUAL(again.size(), 3u);
  CHECK_EQUAL(wire::numberOfLine(again[0]), 2u);
  CHECK_EQUAL(wire::numberOfLine(again[2]), 4u);
}

TEST("when a number is kept that was never given, then nothing is lost") {
  Delivery delivery("now", "5/5/0", 0);
  add(delivery);
  CHECK(!delivery.onKept(99).known);
  delivery.agentStarted();
  CHECK(!delivery.onKept(99).known);
  CHECK_EQUAL(delivery.unacknowledged(), 1u);
}

TEST("when earlier runs are left, then each is told to its end before the next, and stops of then are past") {
  Delivery delivery("now", "5/5/0", 0);
  delivery.restore({record("one", {"S 3 5 1 1/1/0 console - -", "T 4 preshutdown 1/1/0"}), record("two", {"H 1 1/1/0"})});
  add(delivery);
  CHECK_EQUAL(delivery.earlierBoots(), 2u);
  delivery.agentStarted();
  CHECK(allNext(delivery) == std::vector<std::string>{"B one 1/1/0"});
  delivery.onReady();
  CHECK(!delivery.ready());
  CHECK((allNext(delivery) == std::vector<std::string>{"S 3 5 1 1/1/0 console - -", "T 4 preshutdown 1/1/0 past"}));
  CHECK(!delivery.onKept(3).finishedEarlierBoot);
  CHECK(!delivery.next(0));
  CHECK(delivery.onKept(4).finishedEarlierBoot);
  CHECK(allNext(delivery) == std::vector<std::string>{"B two 1/1/0"});
  delivery.onReady();
  allNext(delivery);
  CHECK(delivery.onKept(1).finishedEarlierBoot);
  CHECK(allNext(delivery) == std::vector<std::string>{"B now 5/5/0"});
  delivery.onReady();
  CHECK(delivery.ready());
  CHECK_EQUAL(allNext(delivery).size(), 1u);
}

TEST("when the agent dies amid an earlier run, then that run begins again") {
  Delivery delivery("now", "5/5/0", 0);
  delivery.restore({record("one", {"H 1 1/1/0", "H 2 1/1/0"})});
  delivery.agentStarted();
  allNext(delivery);
  delivery.onReady();
  allNext(delivery);
  delivery.onKept(1);
  delivery.agentStarted();
  CHECK(allNext(delivery) == std::vector<std::string>{"B one 1/1/0"});
  delivery.onReady();
  CHECK(allNext(delivery) == std::vector<std::string>{"H 2 1/1/0"});
}

TEST("when the service restarts within a run, then numbers go on after the spilled ones and the old stop is past") {
  Delivery delivery("now", "5/5/0", 6);
  delivery.restore({record("now", {"T 7 stop 1/1/0"})});
  CHECK_EQUAL(delivery.nextNumber(), 8u);
  CHECK_EQUAL(delivery.earlierBoots(), 0u);
  delivery.agentStarted();
  allNext(delivery);
  delivery.onReady();
  CHECK(allNext(delivery) == std::vector<std::string>{"T 7 stop 1/1/0 past"});
}

TEST("when no agent is there, then one heartbeat stands for all, but one that was sent is never changed") {
  Delivery delivery("now", "5/5/0", 0);
  CHECK(!delivery.lastIsUnsentHeartbeat());
  delivery.append("H 1 1/1/0", 0);
  CHECK(delivery.lastIsUnsentHeartbeat());
  delivery.replaceLast("H 1 2/2/0", 1);
  CHECK_EQUAL(delivery.unacknowledged(), 1u);
  delivery.agentStarted();
  allNext(delivery);
  delivery.onReady();
  CHECK(allNext(delivery) == std::vector<std::string>{"H 1 2/2/0"});
  CHECK(!delivery.lastIsUnsentHeartbeat());
  delivery.agentGone();
  CHECK(!delivery.lastIsUnsentHeartbeat());
}

TEST("when lines wait, then since when the oldest was sent is known until it is kept") {
  Delivery delivery("now", "5/5/0", 0);
  delivery.agentStarted();
  allNext(delivery, 10);
  delivery.onReady();
  CHECK(!delivery.waitingSince());
  add(delivery, 20);
  CHECK(!delivery.waitingSince());
  allNext(delivery, 30);
  add(delivery, 40);
  allNext(delivery, 50);
  CHECK(delivery.waitingSince() == std::int64_t{30});
  delivery.onKept(1);
  CHECK(delivery.waitingSince() == std::int64_t{50});
  delivery.onKept(2);
  CHECK(!delivery.waitingSince());
}

TEST("when lines are spilled, then each is given to the disk once, and again after a refusal") {
  Delivery delivery("now", "5/5/0", 0);
  add(delivery, 10);
  add(delivery, 20);
  CHECK(!delivery.hasUnspilled(9));
  CHECK_EQUAL(delivery.takeUnspilled(10).size(), 1u);
  CHECK_EQUAL(delivery.takeUnspilled(20).size(), 1u);
  CHECK(!delivery.hasUnspilled(100));
  delivery.unmarkSpilled();
  CHECK_EQUAL(delivery.takeUnspilled(100).size(), 2u);
}

TEST("when there is no room, then a line is refused and its number stays free") {
  Delivery delivery("now", "5/5/0", 0);
  for (std::size_t i = 0; i < Delivery::maxLines; ++i) delivery.append("W", 0);
  CHECK(!delivery.append("W", 0));
  CHECK_EQUAL(delivery.lastNumber(), Delivery::maxLines);
}

// An agent that keeps lines as the real one does, killed at any moment, with the host ended and Windows stopped at
// any moment too: what it holds at the end is every line once, in order.
TEST("when agents, hosts and Windows end at random moments, then nothing is lost and nothing told twice") {
  for (unsigned seed = 1; seed <= 300; ++seed) {
    std::mt19937 random(seed);
    std::vector<std::pair<std::string, std::uint64_t>> kept;
    std::vector<std::pair<std::string, std::uint64_t>> made;
    std::string agentBoot;
    std::uint64_t agentLast = 0;
    std::string disk;
    int boot = 1;
    std::uint64_t lastNumber = 0;
    auto delivery = std::make_unique<Delivery>("b1", "1/1/0", 0);
    bool running = false;
    const auto restart = [&](bool newBoot) {
      // The host always gets to spill in this story; a power cut is the torn tail of the codec's tests.
      disk = spillAll(delivery->records());
      running = false;
      lastNumber = newBoot ? 0 : delivery->lastNumber();
      if (newBoot) ++boot;
      delivery = std::make_unique<Delivery>("b" + std::to_string(boot), "1/1/0", lastNumber);
      delivery->restore(readSpill(disk).records);
    };
    const auto agentHears = [&](const std::string& line) {
      if (line[0] == 'B') {
        const std::string name = line.substr(2, line.find(' ', 2) - 2);
        if (name != agentBoot) agentLast = 0;
        agentBoot = name;
        delivery->onReady();
        return;
      }
      const auto number = wire::numberOfLine(line);
      if (number > agentLast) {
        agentLast = number;
        kept.emplace_back(agentBoot, number);
      }
      // The agent dies between its disk and its acknowledgement.
      if (random() % 8 != 0) {
        delivery->onKept(number);
      } else {
        delivery->agentGone();
        running = false;
      }
    };
    for (int step = 0; step < 200; ++step) {
      switch (random() % 10) {
        case 0: restart(random() % 2 == 0); break;
        case 1: delivery->agentGone(); running = false; break;
        case 2: case 3: if (!running) { delivery->agentStarted(); running = true; } break;
        case 4: case 5: case 6:
          made.emplace_back("b" + std::to_string(boot), delivery->nextNumber());
          add(*delivery, step);
          break;
        default:
          if (auto line = delivery->next(step)) agentHears(*line);
      }
    }
    for (int i = 0; i < 2000; ++i) {
      if (!running) delivery->agentStarted();
      running = true;
      if (auto line = delivery->next(0)) agentHears(*line);
    }
    CHECK(kept == made);
    if (kept != made) return;
  }
}
