// A report is its template with two words replaced, and nothing in a trace can end the element
// it stands in.
#include "cli/report_page.hpp"

#include <gtest/gtest.h>

#include "cli/gzip_base64.hpp"

namespace lamport::cli {
namespace {

std::string page_of(std::string_view trace, const ReportVerdict& verdict) {
  StringSink sink;
  const auto written = write_report(sink, trace, verdict);
  EXPECT_TRUE(written.has_value()) << to_string(written.error());
  return sink.text();
}

std::string between(const std::string& page, std::string_view begin, std::string_view end) {
  const auto from = page.find(begin);
  if (from == std::string::npos) return "(no " + std::string(begin) + ")";
  const auto at = from + begin.size();
  return page.substr(at, page.find(end, at) - at);
}

TEST(ReportPage, CarriesTheTraceAndTheVerdict) {
  const ReportVerdict verdict{
      "cluster", "broken", {{"fifo", "broken"}}, {{"fifo", "1:2 overtakes", {"1:2", "1:3"}}}, "x"};
  const auto page = page_of("{\"type\":\"header\"}\n", verdict);
  EXPECT_EQ(page.find("@@LAMPORT_"), std::string::npos);
  EXPECT_EQ(between(page, "id=\"trace\">", "</script>"), gzip_base64("{\"type\":\"header\"}\n"));
  EXPECT_EQ(between(page, "id=\"report\">", "</script>"),
            R"({"title":"cluster","state":"broken","rules":[{"rule":"fifo","state":"broken"}],)"
            R"("findings":[{"rule":"fifo","text":"1:2 overtakes","events":["1:2","1:3"]}],)"
            R"("reproduce":"x"})");
}

TEST(ReportPage, NothingEndsTheElementItStandsIn) {
  ReportVerdict verdict;
  verdict.title = "</script><script>alert(1)</script><!--";
  const auto page = page_of("", verdict);
  EXPECT_EQ(between(page, "id=\"report\">{\"title\":", ","),
            "\"\\u003c/script>\\u003cscript>alert(1)\\u003c/script>\\u003c!--\"");
}

TEST(ReportPage, IsOneFileWithoutRequests) {
  const auto page = page_of("", {});
  EXPECT_EQ(page.find(" src="), std::string::npos);
  EXPECT_EQ(page.find("<link"), std::string::npos);
  EXPECT_NE(page.find("default-src 'none'"), std::string::npos);
}

}  // namespace
}  // namespace lamport::cli
