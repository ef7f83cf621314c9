// The slow half of recording a run: trace, checker, counts by process.
#include "sim/run_sink.hpp"

namespace lamport::sim {

RunSink::RunSink(const Recorders& recorders, std::uint32_t process_count)
    : recorders_(recorders),
      recording_(recorders.writer != nullptr || recorders.checker != nullptr) {
  if (recording_) by_process_.resize(process_count);
  if (recorders.vectors) stamper_ = std::make_unique<VectorStamper>(process_count);
}

void RunSink::header(const Header& header) {
  if (recorders_.writer != nullptr) recorders_.writer->header(header);
  if (recorders_.checker != nullptr) recorders_.checker->header(header);
}

template <class Any>
void RunSink::pass_on(const Any& any) {
  ++line_;
  if (recorders_.writer != nullptr) recorders_.writer->record(any);
  if (recorders_.checker != nullptr) recorders_.checker->record(any, line_);
}

void RunSink::record(const EventRecord& event) {
  ++by_process_[event.process.value][static_cast<std::size_t>(event.kind)];
  if (stamper_ == nullptr) return pass_on(event);
  auto stamped = event;
  stamped.vector = stamper_->stamp(event);
  pass_on(stamped);
}

void RunSink::fate(const FateRecord& fate) {
  ++fates_[static_cast<std::size_t>(fate.fate)];
  if (!recording_) return;
  if (stamper_ != nullptr && fate.fate != FateKind::duplicated) stamper_->close(fate.message);
  pass_on(fate);
}

void RunSink::life(const LifeRecord& life) {
  if (recording_) pass_on(life);
}

void RunSink::link(const LinkRecord& link) {
  if (recording_) pass_on(link);
}

void RunSink::input(const InputRecord& input) {
  if (recording_) pass_on(input);
}

}  // namespace lamport::sim
