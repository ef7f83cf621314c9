// Copies: which arrival or loss settles a (message, recipient) pair.
#include "sim/copies.hpp"

#include <gtest/gtest.h>

namespace lamport::sim {
namespace {

using Meaning = Copies::Meaning;
constexpr EventId message{{0}, {1}};
constexpr ProcessId to{1};

TEST(Copies, TheOnlyCopyDecides) {
  Copies copies;
  copies.sent(message, to, 1);
  EXPECT_EQ(copies.arrived(message, to), Meaning::decides);
  EXPECT_EQ(copies.lost({{0}, {2}}, to), Meaning::decides);
}

TEST(Copies, TheFirstToArriveDecidesAndTheNextIsADuplicate) {
  Copies copies;
  copies.sent(message, to, 3);
  EXPECT_FALSE(copies.settled(message, to));
  EXPECT_EQ(copies.arrived(message, to), Meaning::decides);
  EXPECT_TRUE(copies.settled(message, to));
  EXPECT_EQ(copies.arrived(message, to), Meaning::duplicate);
  EXPECT_EQ(copies.lost(message, to), Meaning::irrelevant);
}

TEST(Copies, OnlyTheLossOfTheLastCopyDecides) {
  Copies copies;
  copies.sent(message, to, 2);
  EXPECT_EQ(copies.lost(message, to), Meaning::irrelevant);
  EXPECT_EQ(copies.lost(message, to), Meaning::decides);
}

TEST(Copies, ACopyMayArriveAfterAnotherWasLost) {
  Copies copies;
  copies.sent(message, to, 2);
  EXPECT_EQ(copies.lost(message, to), Meaning::irrelevant);
  EXPECT_EQ(copies.arrived(message, to), Meaning::decides);
}

TEST(Copies, ARefusalSettlesThePairForGood) {
  Copies copies;
  copies.sent(message, to, 2);
  EXPECT_EQ(copies.refused(message, to), Meaning::decides);
  EXPECT_EQ(copies.arrived(message, to), Meaning::irrelevant);
}

TEST(Copies, RecipientsAreApart) {
  Copies copies;
  copies.sent(message, to, 2);
  copies.sent(message, {2}, 2);
  EXPECT_EQ(copies.arrived(message, to), Meaning::decides);
  EXPECT_EQ(copies.arrived(message, {2}), Meaning::decides);
}

}  // namespace
}  // namespace lamport::sim
