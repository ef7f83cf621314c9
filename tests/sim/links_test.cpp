// Links: delays, losses and faults of single copies.
#include "sim/links.hpp"

#include <gtest/gtest.h>

namespace lamport::sim {
namespace {

constexpr EventId message{{0}, {1}};
constexpr ProcessId to{1};

Scenario with(LinkKind kind, LinkSettings settings) {
  Scenario scenario;
  scenario.link_kind = kind;
  scenario.links = settings;
  return scenario;
}

LinkSettings delayed(Delay delay) {
  LinkSettings settings;
  settings.delay = delay;
  return settings;
}

Duration mean_of(const Links& links, std::uint64_t count = 20'000) {
  std::uint64_t sum = 0;
  for (std::uint64_t i = 1; i <= count; ++i)
    sum += links.carry({{0}, {i}}, to, 0).delay.nanoseconds;
  return nanoseconds(sum / count);
}

TEST(Links, DelaysHaveTheirShape) {
  using Shape = Delay::Shape;
  const auto links = [](Delay delay) {
    return Links{with(LinkKind::raw, delayed(delay)), Seed{3}};
  };
  const auto ms = [](std::uint64_t count) { return milliseconds(count); };
  EXPECT_EQ(mean_of(links({Shape::constant, ms(7), {}, {}, {}})), ms(7));
  const auto uniform = mean_of(links({Shape::uniform, ms(2), ms(4), {}, {}}));
  EXPECT_NEAR(static_cast<double>(uniform.nanoseconds), 3e6, 3e4);
  const auto exponential = mean_of(links({Shape::exponential, ms(1), {}, ms(9), {}}));
  EXPECT_NEAR(static_cast<double>(exponential.nanoseconds), 10e6, 3e5);
  const auto normal = mean_of(links({Shape::normal, ms(0), {}, ms(5), ms(1)}));
  EXPECT_NEAR(static_cast<double>(normal.nanoseconds), 5e6, 5e4);
}

TEST(Links, ANormalDelayIsNeverUnderItsBase) {
  const Links links{
      with(LinkKind::raw,
           delayed({Delay::Shape::normal, milliseconds(2), {}, milliseconds(2), milliseconds(5)})),
      Seed{3}};
  for (std::uint64_t i = 1; i < 1000; ++i)
    ASSERT_GE(links.carry({{0}, {i}}, to, 0).delay, milliseconds(2));
}

TEST(Links, ADrawBelongsToItsMessageRecipientAndCopy) {
  const auto scenario =
      with(LinkKind::raw, delayed({Delay::Shape::uniform, {}, seconds(9), {}, {}}));
  const Links links{scenario, Seed{3}};
  const auto delay = links.carry(message, to, 0).delay;
  EXPECT_EQ(delay, (Links{scenario, Seed{3}}.carry(message, to, 0).delay));
  EXPECT_NE(delay, (Links{scenario, Seed{4}}.carry(message, to, 0).delay));
  EXPECT_NE(delay, links.carry(message, {2}, 0).delay);
  EXPECT_NE(delay, links.carry(message, to, 1).delay);
  EXPECT_NE(delay, links.carry({{0}, {2}}, to, 0).delay);
}

TEST(Links, LoseAndDuplicateAsOftenAsTheyShould) {
  LinkSettings settings;
  settings.loss = 0.25;
  settings.duplication = 0.1;
  const Links links{with(LinkKind::raw, settings), Seed{3}};
  int lost = 0;
  int duplicated = 0;
  for (std::uint64_t i = 1; i <= 20'000; ++i) {
    lost += links.carry({{0}, {i}}, to, 0).outcome == Passage::Outcome::lost;
    duplicated += links.copies({{0}, {i}}, to) == 2;
  }
  EXPECT_NEAR(lost, 5000, 250);
  EXPECT_NEAR(duplicated, 2000, 150);
}

TEST(Links, ALossOnAReliableLinkCostsTime) {
  LinkSettings settings;
  settings.delay = {Delay::Shape::constant, milliseconds(1), {}, {}, {}};
  settings.loss = 0.5;
  settings.resend_after = milliseconds(10);
  const Links links{with(LinkKind::reliable, settings), Seed{3}};
  EXPECT_NEAR(static_cast<double>(mean_of(links).nanoseconds), 11e6, 5e5);
}

TEST(Links, AnOverrideIsOfOneDirection) {
  auto scenario = with(LinkKind::raw, delayed({Delay::Shape::constant, seconds(1), {}, {}, {}}));
  scenario.link_overrides[{{0}, {1}}] = delayed({Delay::Shape::constant, seconds(9), {}, {}, {}});
  const Links links{scenario, Seed{3}};
  EXPECT_EQ(links.carry({{0}, {1}}, {1}, 0).delay, seconds(9));
  EXPECT_EQ(links.carry({{1}, {1}}, {0}, 0).delay, seconds(1));
}

TEST(Links, FaultsChangeOnlyWhatTheyChange) {
  Links links{with(LinkKind::raw, delayed({Delay::Shape::constant, seconds(1), {}, {}, {}})),
              Seed{3}};
  const LinkId link{message.process, to};
  EXPECT_EQ(links.delay({&link, 1}, seconds(2), {5}).size(), 1u);
  EXPECT_EQ(links.delay({&link, 1}, seconds(2), {6}).size(), 0u) << "nothing changed";
  EXPECT_EQ(links.carry(message, to, 0).delay, seconds(3));
  EXPECT_EQ(links.carry(message, {2}, 0).delay, seconds(1));
  EXPECT_EQ(links.faulty(), std::vector<LinkId>{link});
  EXPECT_EQ(links.delay({&link, 1}, {}, {7}).size(), 1u);
  EXPECT_TRUE(links.faulty().empty());
}

TEST(Links, ADropOfAllLosesOnRawAndHoldsOnReliable) {
  for (const auto kind : {LinkKind::raw, LinkKind::reliable}) {
    Links links{with(kind, {}), Seed{3}};
    EXPECT_EQ(links.drop({message.process, to}, 1, {5})[0].value, 1'000'000u);
    EXPECT_EQ(links.carry(message, to, 0).outcome,
              kind == LinkKind::raw ? Passage::Outcome::lost : Passage::Outcome::held);
  }
}

TEST(Links, NamesTheLinksOfAPartition) {
  using Ids = std::vector<ProcessId>;
  const auto link = [](std::uint32_t from, std::uint32_t recipient) {
    return LinkId{{from}, {recipient}};
  };
  EXPECT_EQ(links_between({{Ids{{0}}, Ids{{2}, {1}}}}),
            (std::vector{link(0, 1), link(0, 2), link(1, 0), link(2, 0)}));
  EXPECT_EQ(links_from_to(Ids{{0}, {1}}, Ids{{1}}), std::vector{link(0, 1)});
  EXPECT_EQ(links_of({1}, 3), (std::vector{link(0, 1), link(1, 0), link(1, 2), link(2, 1)}));
}

}  // namespace
}  // namespace lamport::sim
