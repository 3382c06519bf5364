// The way to JavaScript: what arrives, in which order, what is left out under a flood, and what happens at
// the end.

#include <atomic>
#include <stdexcept>
#include <thread>

#include "check.h"
#include "fake_node.h"

using namespace gpmc;
using namespace gpmc::test;

namespace {

constexpr auto kMark = static_cast<int32_t>(Mailbox::kBacklogMark);
constexpr int32_t kTotal = 1 << 24;
constexpr int32_t kLastOfBatch = fake_node::kCapacity - 1;

bool is(const seen_event& seen, EventKind kind, uint32_t id, int32_t a) {
  return seen.event.kind == static_cast<int32_t>(kind) && seen.event.id == static_cast<int32_t>(id) &&
         seen.event.a == a;
}

//! Fills the queue to the mark with events of operation 1, so that progress behind them is coalesced.
void flood(fake_node& node, ProgressSlot& slot) {
  for (int32_t i = 0; i < kMark; ++i) node.mailbox->post_progress(1, i, kTotal, S_OK, slot);
}

}  // namespace

TEST_CASE(events_arrive_in_order_with_their_payloads) {
  fake_node node;
  constexpr int32_t kEvents = 1000;  // Several batches: indexes of payloads start anew in each.
  for (int32_t i = 0; i < kEvents; ++i) {
    if (i % 3 == 0) {
      node.mailbox->post(EventKind::kDone, 7, i, 0, 0, Value(i));
    } else {
      node.mailbox->post(EventKind::kReleased, 7, i);
    }
  }
  node.run();
  CHECK(node.wakes == 1);  // One for all of them.
  CHECK(node.seen.size() == kEvents);
  for (int32_t i = 0; i < kEvents; ++i) {
    CHECK(is(node.seen[static_cast<size_t>(i)], i % 3 ? EventKind::kReleased : EventKind::kDone, 7, i));
    CHECK(node.seen[static_cast<size_t>(i)].payload == (i % 3 ? -1 : i));
  }
  node.mailbox->post(EventKind::kClosed, 8);
  node.run();
  CHECK(node.wakes == 2 && node.seen.size() == kEvents + 1);
}

TEST_CASE(every_progress_is_delivered_below_the_mark) {
  fake_node node;
  ProgressSlot slot;
  flood(node, slot);
  node.run();
  CHECK(node.seen.size() == Mailbox::kBacklogMark);
}

TEST_CASE(progress_past_the_mark_takes_the_place_of_the_last) {
  fake_node node;
  ProgressSlot slot;
  ProgressSlot other;
  flood(node, slot);
  for (int32_t i = 0; i < 1000; ++i) node.mailbox->post_progress(1, kMark + i, kTotal, S_OK, slot);
  node.mailbox->post_progress(2, 5, 10, S_OK, other);  // The first of its operation: not to be left out.
  node.mailbox->post_progress(2, 6, 10, S_OK, other);
  node.run();
  CHECK(node.seen.size() == Mailbox::kBacklogMark + 1);
  CHECK(is(node.seen[Mailbox::kBacklogMark - 1], EventKind::kStatus, 1, kMark + 999));
  CHECK(is(node.seen[Mailbox::kBacklogMark], EventKind::kStatus, 2, 6));
  // What was delivered cannot be replaced.
  node.mailbox->post_progress(1, kMark + 1000, kTotal, S_OK, slot);
  node.run();
  CHECK(is(node.seen.back(), EventKind::kStatus, 1, kMark + 1000));
}

TEST_CASE(progress_that_nobody_took_in_time_is_left_out) {
  fake_node node;
  ProgressSlot slot;
  ProgressSlot other;
  node.mailbox->post_progress(2, 1, 10, S_OK, other);  // The last of its operation.
  for (int32_t i = 1; i <= 500; ++i) node.mailbox->post_progress(1, i, kTotal, S_OK, slot);
  node.mailbox->post_status(1, 500, kTotal, S_OK, slot, Value(41));
  node.mailbox->post_progress(1, 500, kTotal, E_FAIL, slot);
  for (int32_t i = 501; i <= 1000; ++i) node.mailbox->post_progress(1, i, kTotal, S_OK, slot);
  node.pass(Mailbox::kStale);
  for (int32_t i = 1001; i <= 1020; ++i) node.mailbox->post_progress(1, i, kTotal, S_OK, slot);
  node.mailbox->post(EventKind::kReleased, 1);
  node.run();
  CHECK(is(node.seen[0], EventKind::kStatus, 2, 1));
  CHECK(node.seen[1].payload == 41);
  CHECK(node.seen[2].event.c == E_FAIL);
  CHECK(is(node.seen.back(), EventKind::kReleased, 1, 0));
  // The clock is looked at now and then only: a few that are stale arrive all the same, all that are not do.
  CHECK(node.seen.size() < 3 + 2 * Mailbox::kStride + 20 + 1);
  for (size_t i = 1; i <= 20; ++i) {
    CHECK(is(node.seen[node.seen.size() - 1 - i], EventKind::kStatus, 1, 1021 - static_cast<int32_t>(i)));
  }
  for (size_t i = 4; i + 1 < node.seen.size(); ++i)
    CHECK(node.seen[i].event.a == node.seen[i - 1].event.a + 1);
}

TEST_CASE(progress_waits_for_its_time) {
  fake_node node;
  ProgressSlot slot;
  for (int32_t i = 1; i <= 1000; ++i) node.mailbox->post_progress(1, i, kTotal, S_OK, slot);
  node.pass(Mailbox::kStale - std::chrono::milliseconds(1));
  node.run();
  CHECK(node.seen.size() == 1000);
}

TEST_CASE(a_result_overtakes_the_patience_of_a_slow_listener) {
  fake_node node;
  ProgressSlot slot;
  for (int32_t i = 1; i <= 10000; ++i) node.mailbox->post_progress(1, i, kTotal, S_OK, slot);
  node.mailbox->post_status(1, kTotal, kTotal, S_OK, slot, Value(41));
  node.on_event = [&node](const seen_event&) { node.pass(std::chrono::milliseconds(1)); };
  node.run();
  CHECK(node.seen.back().payload == 41);
  CHECK(node.seen.size() < 128 + 2 * Mailbox::kStride);
}

TEST_CASE(ends_errors_and_messages_are_never_left_out) {
  fake_node node;
  ProgressSlot slot;
  flood(node, slot);
  int32_t step = kMark;
  node.mailbox->post_status(1, ++step, kTotal, S_OK, slot, Value(41));
  node.mailbox->post_progress(1, ++step, kTotal, S_OK, slot);  // Stays behind the message…
  node.mailbox->post_progress(1, ++step, kTotal, S_OK, slot);  // …and is replaced there.
  node.mailbox->post_progress(1, ++step, kTotal, E_FAIL, slot);
  node.mailbox->post_progress(1, ++step, kTotal, E_FAIL, slot);
  node.mailbox->post_progress(1, ++step, kTotal, S_OK, slot);
  node.mailbox->post_progress(1, kTotal, kTotal, S_OK, slot);
  node.mailbox->post_progress(1, kTotal, kTotal, S_OK, slot);
  node.mailbox->post(EventKind::kReleased, 1);
  node.run();
  const seen_event* tail = node.seen.data() + Mailbox::kBacklogMark;
  CHECK(node.seen.size() == Mailbox::kBacklogMark + 8);
  CHECK(is(tail[-1], EventKind::kStatus, 1, kMark - 1));
  CHECK(is(tail[0], EventKind::kStatus, 1, kMark + 1) && tail[0].payload == 41);
  CHECK(is(tail[1], EventKind::kStatus, 1, kMark + 3));
  CHECK(tail[2].event.c == E_FAIL && tail[3].event.c == E_FAIL);
  CHECK(is(tail[4], EventKind::kStatus, 1, kMark + 6));
  CHECK(is(tail[5], EventKind::kStatus, 1, kTotal) && is(tail[6], EventKind::kStatus, 1, kTotal));
  CHECK(is(tail[7], EventKind::kReleased, 1, 0));
}

TEST_CASE(a_listener_that_throws_loses_nothing) {
  fake_node node;
  for (int32_t i = 0; i < 300; ++i) node.mailbox->post(EventKind::kDone, 1, i, 0, 0, Value(i));
  node.on_event = [](const seen_event& seen) {
    if (seen.event.a % 50 == 0 || seen.event.a == kLastOfBatch) throw std::runtime_error("listener");
  };
  node.run();
  CHECK(node.errors == 7);
  CHECK(node.seen.size() == 300);
  for (size_t i = 0; i < node.seen.size(); ++i) CHECK(node.seen[i].payload == static_cast<int>(i));
}

TEST_CASE(a_listener_may_post_and_drain) {
  fake_node node;
  node.mailbox->post(EventKind::kDone, 1, 3);
  node.on_event = [&node](const seen_event& seen) {
    const int32_t left = seen.event.a;
    if (left > 0) node.mailbox->post(EventKind::kDone, 1, left - 1);
    node.mailbox->drain();  // As from an event loop that a listener runs: the outer one goes on.
  };
  node.run();
  CHECK(node.seen.size() == 4);
  CHECK(is(node.seen.back(), EventKind::kDone, 1, 0));
}

TEST_CASE(nothing_is_delivered_behind_the_end) {
  fake_node node;
  ProgressSlot slot;
  node.mailbox->post(EventKind::kDone, 1, 1, 0, 0, Value(1));
  node.mailbox->close();
  node.mailbox->post(EventKind::kDone, 1, 2);
  node.mailbox->post(EventKind::kDone, 1, 3, 0, 0, Value(3));
  node.mailbox->post_progress(1, 1, 2, S_OK, slot);
  node.mailbox->post_status(1, 1, 2, S_OK, slot, Value(4));
  node.run();
  CHECK(node.seen.empty());
  CHECK(node.wakes == 1);  // The one from before.
}

TEST_CASE(closing_amid_a_batch_finishes_it_and_no_more) {
  fake_node node;
  for (int32_t i = 0; i < 10; ++i) node.mailbox->post(EventKind::kDone, 1, i);
  node.on_event = [&node](const seen_event& seen) {
    node.mailbox->post(EventKind::kDone, 2, seen.event.a);
    if (seen.event.a == 5) node.mailbox->close();
  };
  node.run();
  CHECK(node.seen.size() == 10);
}

TEST_CASE(four_threads_post_through_the_end) {
  std::atomic<bool> stop{false};
  std::vector<std::thread> threads;
  {
    fake_node node;
    node.clock_runs = true;  // A turn ends at its budget only.
    for (uint32_t thread = 1; thread <= 4; ++thread) {
      threads.emplace_back([mailbox = node.mailbox, thread, &stop] {
        ProgressSlot slot;
        for (int32_t i = 1; !stop; ++i) {
          mailbox->post_progress(thread, i, kTotal, S_OK, slot);
          if (i % 8 == 0) mailbox->post_status(thread, i, kTotal, S_OK, slot, Value(i));
        }
      });
    }
    int32_t last[5] = {};
    int messages[5] = {};
    node.on_event = [&](const seen_event& seen) {
      const auto thread = static_cast<size_t>(seen.event.id);
      const bool message = seen.payload >= 0;
      // In order for each; no message is missing, whatever progress was left out.
      CHECK(message ? seen.event.a >= last[thread] : seen.event.a > last[thread]);
      if (message) CHECK(seen.payload == ++messages[thread] * 8);
      last[thread] = seen.event.a;
    };
    while (messages[1] < 500 || messages[2] < 500 || messages[3] < 500 || messages[4] < 500) node.turn();
    node.end();
    // At the most what the last turn had left of a batch; the threads go on, into nothing.
    node.run();
    const size_t seen = node.seen.size();
    CHECK(!node.turn() && node.seen.size() == seen);
  }
  stop = true;
  for (std::thread& thread : threads) thread.join();
}
