// ns-3's core (its Simulator and schedulers, none of its networks): a single queue, and the hold model. The schedulers
// that ns-3 has are all tried by the benchmark, and the best of them counts.
//
// Usage: core SCHEDULER MODEL SIZE SEED COUNT, with a scheduler such as ns3::MapScheduler. Prints, as every subject of the
// benchmark does, a line of model events (twice), CPU seconds and result for each seed.

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <deque>
#include <string>

#include "ns3/nstime.h"
#include "ns3/object-factory.h"
#include "ns3/simulator.h"

namespace {

/// Nanoseconds of a service time.
constexpr double kService = 1e6;
constexpr double kRate = 0.8;
/// Holds of one run, whatever the number of pending events.
constexpr double kHolds = 1'000'000;

double CpuSeconds() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

/// Random numbers: xoshiro256++ (Blackman and Vigna), seeded with splitmix64.
class Random {
 public:
  explicit Random(std::uint64_t seed) {
    for (auto& word : state_) {
      seed += 0x9e3779b97f4a7c15;
      std::uint64_t bits = seed;
      bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9;
      bits = (bits ^ (bits >> 27)) * 0x94d049bb133111eb;
      word = bits ^ (bits >> 31);
    }
  }

  /// From the exponential distribution of this mean, in nanoseconds.
  ns3::Time Exponential(double mean) {
    const double unit = static_cast<double>((Bits() >> 11) + 1) * 0x1p-53;
    return ns3::NanoSeconds(static_cast<std::int64_t>(-mean * std::log(unit)));
  }

 private:
  static std::uint64_t Rotated(std::uint64_t bits, int by) { return (bits << by) | (bits >> (64 - by)); }

  std::uint64_t Bits() {
    const std::uint64_t drawn = Rotated(state_[0] + state_[3], 23) + state_[0];
    const std::uint64_t shifted = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = Rotated(state_[3], 45);
    return drawn;
  }

  std::uint64_t state_[4];
};

/// The single queue.
class Queue {
 public:
  Queue(std::uint32_t customers, std::uint64_t seed) : random_(seed), coming_(customers) {
    ns3::Simulator::Schedule(random_.Exponential(kService / kRate), &Queue::Arrive, this);
  }

  /// Time in the system of all customers, in nanoseconds.
  double Total() const { return static_cast<double>(total_); }

 private:
  void Arrive() {
    arrivals_.push_back(ns3::Simulator::Now().GetNanoSeconds());
    if (arrivals_.size() == 1) Serve();
    if (--coming_ > 0) ns3::Simulator::Schedule(random_.Exponential(kService / kRate), &Queue::Arrive, this);
  }

  void Leave() {
    total_ += ns3::Simulator::Now().GetNanoSeconds() - arrivals_.front();
    arrivals_.pop_front();
    if (!arrivals_.empty()) Serve();
  }

  void Serve() { ns3::Simulator::Schedule(random_.Exponential(kService), &Queue::Leave, this); }

  Random random_;
  std::uint32_t coming_;
  std::deque<std::int64_t> arrivals_;
  std::int64_t total_ = 0;
};

/// Timers that are set again whenever they fire.
class Timers {
 public:
  Timers(std::uint32_t pending, std::uint64_t seed) : random_(seed) {
    for (std::uint32_t timer = 0; timer < pending; ++timer) Set();
  }

  double Holds() const { return static_cast<double>(holds_); }

 private:
  void Fire() {
    ++holds_;
    Set();
  }

  void Set() { ns3::Simulator::Schedule(random_.Exponential(kService), &Timers::Fire, this); }

  Random random_;
  std::uint64_t holds_ = 0;
};

struct Measured {
  double events;
  double result;
};

/// The mean time in the system, in service times.
Measured SingleQueue(std::uint32_t customers, std::uint64_t seed) {
  Queue queue(customers, seed);
  ns3::Simulator::Run();
  return {2.0 * customers, queue.Total() / kService / customers};
}

/// Holds per expected hold.
Measured Hold(std::uint32_t pending, std::uint64_t seed) {
  Timers timers(pending, seed);
  ns3::Simulator::Stop(ns3::NanoSeconds(static_cast<std::int64_t>(kHolds / pending * kService)));
  ns3::Simulator::Run();
  return {timers.Holds(), timers.Holds() / kHolds};
}

Measured Once(const std::string& scheduler, const std::string& model, std::uint32_t size, std::uint64_t seed) {
  ns3::ObjectFactory factory;
  factory.SetTypeId(scheduler);
  ns3::Simulator::SetScheduler(factory);
  const Measured measured = model == "hold" ? Hold(size, seed) : SingleQueue(size, seed);
  ns3::Simulator::Destroy();
  return measured;
}

}  // namespace

int main(int count_of_words, char** words) {
  if (count_of_words != 6) {
    std::puts("usage: core SCHEDULER MODEL SIZE SEED COUNT");
    return 2;
  }
  const std::string scheduler = words[1];
  const std::string model = words[2];
  const auto size = static_cast<std::uint32_t>(std::atol(words[3]));
  const auto first = static_cast<std::uint64_t>(std::atoll(words[4]));
  const auto count = static_cast<std::uint64_t>(std::atoll(words[5]));
  Once(scheduler, model, size / 4, first);
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    const double begun = CpuSeconds();
    const Measured measured = Once(scheduler, model, size, seed);
    std::printf("%.0f %.0f %.9f %.9f\n", measured.events, measured.events, CpuSeconds() - begun, measured.result);
  }
}
