// Calls to other nodes. One client and one thread for an address: a peer that hangs delays nobody
// else.
#include "net/asio_world.hpp"

#include <boost/asio/post.hpp>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <random>
#include <system_error>
#include <thread>
#include <utility>

#include "net/bounded_client.hpp"

namespace lamport::net {
namespace {

// An answer is a registry, or a node's state.
const ClientBounds bounds{seconds(1), seconds(3), std::size_t{4} << 20};
constexpr auto longest_rest = std::chrono::seconds(15);
constexpr auto stop_again = std::chrono::milliseconds(20);

std::uint64_t since_epoch(auto time) {
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count());
}

}  // namespace

class AsioWorld::Caller {
 public:
  Caller(boost::asio::io_context& loop, const std::string& address, const std::string& token)
      : loop_(loop), client_(address, bounds), token_(token), thread_([this] { run(); }) {}
  Caller(const Caller&) = delete;
  Caller& operator=(const Caller&) = delete;
  ~Caller() {
    {
      const std::lock_guard lock(mutex_);
      stop_ = true;
      jobs_.clear();
    }
    wake_.notify_one();
    // A call that is about to connect does not see one stop().
    for (std::unique_lock lock(mutex_); !ended_; ended_wake_.wait_for(lock, stop_again)) {
      lock.unlock();
      client_.stop();
      lock.lock();
    }
    thread_.join();
  }

  /// False if it has ended; then nothing was taken.
  bool add(PeerCall& call, std::function<void(PeerReply)>& done) {
    {
      const std::lock_guard lock(mutex_);
      if (ended_) return false;
      jobs_.push_back({std::move(call), std::move(done)});
    }
    wake_.notify_one();
    return true;
  }
  /// It had nothing to do for a while: its peer has gone, or has another address now.
  [[nodiscard]] bool has_ended() {
    const std::lock_guard lock(mutex_);
    return ended_;
  }

 private:
  struct Job {
    PeerCall call;
    std::function<void(PeerReply)> done;
  };

  void run() {
    std::unique_lock lock(mutex_);
    for (;;) {
      const auto wanted = [this] { return stop_ || !jobs_.empty(); };
      if (!wake_.wait_for(lock, longest_rest, wanted) || stop_) break;
      auto job = std::move(jobs_.front());
      jobs_.pop_front();
      lock.unlock();
      auto reply = perform(job.call);
      boost::asio::post(loop_, [done = std::move(job.done), reply = std::move(reply)]() mutable {
        done(std::move(reply));
      });
      lock.lock();
    }
    ended_ = true;
    ended_wake_.notify_one();
  }

  PeerReply perform(const PeerCall& call) {
    ClientRequest request{"POST", call.path, {}, call.body};
    if (!call.run.empty()) request.headers.push_back({"Lamport-Run", call.run});
    if (!token_.empty()) request.headers.push_back({"Authorization", "Bearer " + token_});
    auto answer = client_.ask(request);
    if (!answer) return {};
    return {answer->status, std::move(answer->body)};
  }

  boost::asio::io_context& loop_;
  BoundedClient client_;
  std::string token_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job> jobs_;
  bool stop_ = false;
  bool ended_ = false;
  std::condition_variable ended_wake_;
  std::thread thread_;
};

AsioWorld::AsioWorld(boost::asio::io_context& loop, std::string cluster_token)
    : loop_(loop), cluster_token_(std::move(cluster_token)), alarm_(loop) {}

AsioWorld::~AsioWorld() = default;

std::uint64_t AsioWorld::mono() {
  return since_epoch(std::chrono::steady_clock::now());
}

std::uint64_t AsioWorld::wall() {
  return since_epoch(std::chrono::system_clock::now());
}

std::uint64_t AsioWorld::entropy() {
  std::random_device device;
  return std::uint64_t{device()} << 32 | device();
}

void AsioWorld::wake_at(std::uint64_t mono) {
  // Too early an alarm does no harm, and setting one anew for every command costs.
  if (alarm_at_ != 0 && alarm_at_ <= mono) return;
  alarm_at_ = mono;
  alarm_.expires_at(std::chrono::steady_clock::time_point(
      std::chrono::duration_cast<std::chrono::steady_clock::duration>(
          std::chrono::nanoseconds(mono))));
  alarm_.async_wait([this](const boost::system::error_code& error) {
    if (error) return;
    alarm_at_ = 0;
    wake_();
  });
}

void AsioWorld::call(PeerCall call, std::function<void(PeerReply)> done) {
  const auto known = callers_.find(call.address);
  if (known != callers_.end() && known->second->add(call, done)) return;
  std::erase_if(callers_, [](const auto& one) { return one.second->has_ended(); });
  try {
    auto& caller = callers_[call.address];
    caller = std::make_unique<Caller>(loop_, call.address, cluster_token_);
    caller->add(call, done);
  } catch (const std::system_error&) {  // no more threads: as if the peer did not answer
    callers_.erase(call.address);
    boost::asio::post(loop_, [done = std::move(done)] { done({}); });
  }
}

}  // namespace lamport::net
