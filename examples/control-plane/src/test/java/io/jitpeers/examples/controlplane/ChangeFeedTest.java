package io.jitpeers.examples.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.examples.controlplane.Change.Position;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChangeFeedTest {
  private int polls;
  private final ChangeLog changes =
      new ChangeLog() {
        @Override
        public Position newest() {
          polls++;
          return new Position(polls, "00000000");
        }

        @Override
        public Optional<Position> find(String id) {
          return Optional.empty();
        }

        @Override
        public List<Change> read(long after, long until, int limit) {
          return List.of();
        }
      };

  /** The database is closed after the feed, and a poll of a closed database is a warning. */
  @Test
  void aClosedFeedPollsNoLonger() {
    ChangeFeed feed = new ChangeFeed(changes, Duration.ofHours(1));
    Position last = feed.refresh();
    feed.close();

    assertThat(feed.refresh()).isEqualTo(last);
    assertThat(polls).isEqualTo(1);
  }
}
