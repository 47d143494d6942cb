package io.jitpeers.http.internal.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventStreamParserTest {
  /** The events as text. */
  private static final class Told implements EventHandler {
    private final List<String> events = new ArrayList<>();
    private int ignored;

    @Override
    public void event(String type, List<String> data, String lastId) {
      events.add(type + data + "@" + lastId);
    }

    @Override
    public void retry(long millis) {
      events.add("retry " + millis);
    }

    @Override
    public void ignored() {
      ignored++;
    }
  }

  private final Told told = new Told();

  private Told parse(String text) {
    return parse(text.getBytes(StandardCharsets.UTF_8));
  }

  private Told parse(byte[] bytes) {
    new EventStreamParser("", told).feed(ByteBuffer.wrap(bytes));
    return told;
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r", "\r\n"})
  void everyEndOfLine(String end) {
    String text =
        String.join(end, "id: 1", "data: a", "data:b", "", "data", "", "retry: 5", "", "");

    assertThat(parse(text).events)
        .containsExactly("message[a, b]@1", "message[]@1", "retry 5", "message[]@1");
    assertThat(told.ignored).isZero();
  }

  /** The same bytes give the same events, split in two at every position, and byte by byte. */
  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r", "\r\n"})
  void everyCut(String end) {
    String text =
        "\uFEFF: hello"
            + String.join(end, "", "event: x", "id: ä7", "data: one", "data: zwölf", "", "")
            + String.join(
                end, "nonsense", "retry:10", "data: next", "", "id", "data: last", "", "");
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    List<String> whole = List.copyOf(parse(bytes).events);
    assertThat(whole)
        .containsExactly("x[one, zwölf]@ä7", "retry 10", "message[next]@ä7", "message[last]@");
    for (int cut = 0; cut <= bytes.length; cut++) {
      Told again = new Told();
      EventStreamParser parser = new EventStreamParser("", again);
      parser.feed(ByteBuffer.wrap(bytes, 0, cut));
      parser.feed(ByteBuffer.wrap(bytes, cut, bytes.length - cut));
      assertThat(again.events).as("cut at %d", cut).isEqualTo(whole);
      assertThat(again.ignored).as("cut at %d", cut).isEqualTo(1);
    }
    Told single = new Told();
    EventStreamParser parser = new EventStreamParser("", single);
    for (byte each : bytes) {
      parser.feed(ByteBuffer.wrap(new byte[] {each}));
    }
    assertThat(single.events).isEqualTo(whole);
  }

  @Test
  void mixedEndsOfLines() {
    assertThat(parse("data: a\r\ndata: b\n\r\ndata: c\r\r").events)
        .containsExactly("message[a, b]@", "message[c]@");
  }

  @Test
  void aByteOrderMarkIsSkippedOnceAndAtTheBeginningOnly() {
    assertThat(parse("\uFEFFdata: a\n\n\uFEFFdata: b\n\n").events)
        .containsExactly("message[a]@", "message[]@");
    assertThat(told.ignored).as("the second one is part of a field's name").isEqualTo(1);
  }

  @Test
  void aStreamThatBeginsLikeAMarkIsNone() {
    byte[] bytes = "...data: a\n\n".getBytes(StandardCharsets.US_ASCII);
    bytes[0] = (byte) 0xEF;
    bytes[1] = (byte) 0xBB;

    assertThat(parse(bytes).events).containsExactly("message[]@");
    assertThat(told.ignored).isEqualTo(1);
  }

  @Test
  void oneSpaceBehindTheColonIsNoPartOfTheValue() {
    assertThat(parse("data:  a \ndata:b\ndata: \n\n").events).containsExactly("message[ a , b, ]@");
  }

  @Test
  void commentsSayNothing() {
    assertThat(parse(":\n: data: a\n:" + " ".repeat(5000) + "\n").events).isEmpty();
    assertThat(told.ignored).isZero();
  }

  @Test
  void anUnfinishedEventSaysNothing() {
    assertThat(parse("id: 7\ndata: a\n").events).isEmpty();
  }

  @Test
  void aPositionHoldsUntilTheNextOne() {
    assertThat(parse("id: 1\n\ndata: a\n\nid: 2\ndata: b\n\nid\n\n").events)
        .containsExactly("message[]@1", "message[a]@1", "message[b]@2", "message[]@");
  }

  @Test
  void thePositionThatWasAskedForHoldsFirst() {
    new EventStreamParser("7", told)
        .feed(ByteBuffer.wrap("data: a\n\n".getBytes(StandardCharsets.US_ASCII)));

    assertThat(told.events).containsExactly("message[a]@7");
  }

  @Test
  void aPositionWithANulIsIgnored() {
    assertThat(parse("id: 1\nid: 2\0\ndata: a\n\n").events).containsExactly("message[a]@1");
    assertThat(told.ignored).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "1.5", "1s", "", "9999999999999999999", "\u0661"})
  void aRetryThatIsNoNumberIsIgnored(String value) {
    assertThat(parse("retry: " + value + "\n").events).isEmpty();
    assertThat(told.ignored).isEqualTo(1);
  }

  @Test
  void unknownFieldsAreCounted() {
    assertThat(parse("Data: a\n<html>\n data: a\ndata : a\n\n").events)
        .containsExactly("message[]@");
    assertThat(told.ignored).isEqualTo(4);
  }

  @Test
  void malformedTextIsReplaced() {
    byte[] bytes = "data: .\n\n".getBytes(StandardCharsets.US_ASCII);
    bytes[6] = (byte) 0xFF;

    assertThat(parse(bytes).events).containsExactly("message[\uFFFD]@");
  }

  @Test
  void theLongestLineIsReadAndALongerOneIsSkipped() {
    String longest = "x".repeat(EventStreamParser.MAX_LINE - "data: ".length());

    assertThat(parse("data: " + longest + "\ndata: x" + longest + "\ndata: b\n\n").events)
        .containsExactly("message[" + longest + ", b]@");
    assertThat(told.ignored).isEqualTo(1);
  }

  /** A line without an end, and an event without an end, hold no more than their limits. */
  @Test
  void dataBeyondAllBoundsIsSkipped() {
    String line = "data: " + "x".repeat(1000) + "\n";
    int fits = EventStreamParser.MAX_DATA / (1000 + EventStreamParser.LINE_COST);
    EventStreamParser parser = new EventStreamParser("", told);
    for (int i = 0; i < 1000; i++) {
      parser.feed(ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)));
    }
    assertThat(told.ignored).isEqualTo(1000 - fits);

    parser.feed(ByteBuffer.wrap("\ndata: a\n\n".getBytes(StandardCharsets.US_ASCII)));

    assertThat(told.events).hasSize(2).last().isEqualTo("message[a]@");
    assertThat(told.events.get(0).length()).isLessThan(EventStreamParser.MAX_DATA + 16);
  }

  @Test
  void emptyDataLinesAreBoundedToo() {
    byte[] bytes = "data\n".repeat(100_000).getBytes(StandardCharsets.US_ASCII);

    assertThat(parse(bytes).ignored)
        .isEqualTo(100_000 - EventStreamParser.MAX_DATA / EventStreamParser.LINE_COST);
  }

  @Test
  void aLineWithoutAnEndHoldsOneLine() {
    byte[] noise = new byte[1 << 20];
    Arrays.fill(noise, (byte) 'x');
    EventStreamParser parser = new EventStreamParser("", told);
    for (int i = 0; i < 64; i++) {
      parser.feed(ByteBuffer.wrap(noise));
    }
    parser.feed(ByteBuffer.wrap("\ndata: a\n\n".getBytes(StandardCharsets.US_ASCII)));

    assertThat(told.events).containsExactly("message[a]@");
    assertThat(told.ignored).isEqualTo(1);
  }
}
