// Pages of records: every record as its own line, whatever stands around it.
#include "core/formats/records_page.hpp"

#include <gmock/gmock.h>

namespace lamport {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(RecordsPage, GivesEachRecordAsALine) {
  const auto page = parse_records_page(
      R"({"run":"r1","items":[{"record":{"type":"event","label":"a}\"b"},"own":1,"sent":2},)"
      "{\"own\":1,\"record\":{\"type\":\n \"life\"}}],\"extra\":{},\"next\":\"7\",\"more\":true}");
  ASSERT_TRUE(page) << to_string(page.error());
  EXPECT_EQ(page->run, "r1");
  EXPECT_EQ(page->next, "7");
  EXPECT_TRUE(page->more);
  EXPECT_THAT(page->lines,
              ElementsAre(R"({"type":"event","label":"a}\"b"})", R"({"type": "life"})"));
}

TEST(RecordsPage, RefusesWhatIsNoPage) {
  for (const auto* body : {"", "[]", "{", R"({"run":"r","items":[1],"next":"","more":false})",
                           R"({"run":"r","items":[{}],"next":"","more":false})",
                           R"({"run":"r","items":[{"record":{}],"next":"","more":false})"})
    EXPECT_FALSE(parse_records_page(body)) << body;
  EXPECT_THAT(parse_records_page(R"({"run":"r","items":[],"next":"0"})").error().message,
              HasSubstr("lacks"));
}

}  // namespace
}  // namespace lamport
