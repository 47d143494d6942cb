package io.jitpeers.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.spi.FleetDirectory.DirectoryListener;
import io.jitpeers.spi.PeerLocation;
import io.jitpeers.testkit.Await;
import io.jitpeers.wireguard.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The contract tests of a directory's listeners. */
abstract class FleetDirectoryWatchContract extends FleetDirectoryClaimContract {
  private final List<AutoCloseable> watches = new ArrayList<>();

  /** Records the events that it receives. */
  private static final class Recorder implements DirectoryListener {
    final List<String> heard = new CopyOnWriteArrayList<>();

    static String locatedNews(PeerLocation location) {
      return "located " + location;
    }

    static String leftNews(PublicKey key, String gateway) {
      return "left " + key + " " + gateway;
    }

    @Override
    public void located(PeerLocation location) {
      heard.add(locatedNews(location));
    }

    @Override
    public void left(PublicKey key, String gateway) {
      heard.add(leftNews(key, gateway));
    }

    @Override
    public void missed() {
      heard.add("missed");
    }

    void await(String news) throws Exception {
      Await.until(() -> "heard " + heard + ", wants " + news, () -> heard.contains(news));
    }
  }

  private void closeLater(AutoCloseable watch) {
    watches.add(watch);
  }

  @AfterEach
  final void closeWatches() throws Exception {
    for (AutoCloseable watch : watches) {
      watch.close();
    }
  }

  /**
   * Moves a new peer back and forth between the given gateway and another one. Stops when the given
   * list, to which a listener adds the moves, contains a move of this peer.
   */
  private void awaitMoves(String gateway, List<PeerLocation> heard) throws Exception {
    PublicKey other = newKey();
    long[] seconds = {0};
    Await.until(
        "moves are heard",
        () -> {
          claim(location(other, gateway, at(seconds[0]++), null));
          claim(location(other, "away", at(seconds[0]++), null));
          return heard.stream().anyMatch(location -> location.key().equals(other));
        });
  }

  @Test
  void aListenerHearsOfNewHoldersAndOfReleases() throws Exception {
    Recorder recorder = new Recorder();
    closeLater(view().watch(recorder));
    recorder.await("missed");
    PeerLocation one = location("one", at(1), endpoint("192.0.2.1", 1), "10.0.0.0/8");
    PeerLocation renewed = location("one", at(2), endpoint("192.0.2.1", 1), "10.0.0.0/8");
    PeerLocation roamed = location("one", at(2), endpoint("192.0.2.2", 2), "10.0.0.0/8");
    PeerLocation changed = location("one", at(2), endpoint("192.0.2.2", 2), "10.0.0.0/9");
    PeerLocation two = location("two", at(3), null, "::/0");
    claim(one);
    claim(renewed);
    claim(roamed);
    claim(changed);
    claim(two);
    assertRefused(location("one", at(2), null), two);
    assertThat(answer(directory().release(key(), "one"))).isFalse();
    assertThat(answer(directory().release(key(), "two"))).isTrue();
    recorder.await(Recorder.leftNews(key(), "two"));
    assertThat(recorder.heard)
        .containsExactly(
            "missed",
            Recorder.locatedNews(one),
            Recorder.locatedNews(roamed),
            Recorder.locatedNews(changed),
            Recorder.locatedNews(two),
            Recorder.leftNews(key(), "two"));
  }

  @Test
  void eachListenerHearsAll() throws Exception {
    Recorder recorder = new Recorder();
    Recorder other = new Recorder();
    closeLater(view().watch(recorder));
    closeLater(view().watch(other));
    recorder.await("missed");
    other.await("missed");
    PeerLocation location = location("one", at(1), null);
    claim(location);
    recorder.await(Recorder.locatedNews(location));
    other.await(Recorder.locatedNews(location));
  }

  @Test
  void aListenerThatThrowsHearsTheNextChange() throws Exception {
    Recorder recorder = new Recorder();
    DirectoryListener thrower =
        new DirectoryListener() {
          @Override
          public void located(PeerLocation location) {
            recorder.located(location);
            throw new IllegalStateException("a test's");
          }

          @Override
          public void left(PublicKey key, String gateway) {
            recorder.left(key, gateway);
            throw new IllegalStateException("a test's");
          }

          @Override
          public void missed() {
            recorder.missed();
            throw new IllegalStateException("a test's");
          }
        };
    closeLater(directory().watch(thrower));
    recorder.await("missed");
    PeerLocation location = location("one", at(1), null);
    claim(location);
    assertThat(answer(directory().release(key(), "one"))).isTrue();
    recorder.await(Recorder.locatedNews(location));
    recorder.await(Recorder.leftNews(key(), "one"));
  }

  @Test
  void aClosedListenerHearsNothing() throws Exception {
    Recorder closed = new Recorder();
    Recorder recorder = new Recorder();
    closeLater(directory().watch(recorder));
    AutoCloseable watch = directory().watch(closed);
    recorder.await("missed");
    closed.await("missed");
    watch.close();
    watch.close();
    PeerLocation location = location("one", at(1), null);
    claim(location);
    recorder.await(Recorder.locatedNews(location));
    assertThat(closed.heard).containsExactly("missed");
  }

  @Test
  void aGatewayHearsOfItsLosses() throws Exception {
    List<PeerLocation> lost = new CopyOnWriteArrayList<>();
    closeLater(view().watchMoves("one", lost::add));
    awaitMoves("one", lost);
    claim(location("one", at(1), null));
    claim(location("one", at(2), null));
    PeerLocation now = location("two", at(3), endpoint("192.0.2.1", 1), "10.0.0.0/8");
    claim(now);
    Await.until("it hears", () -> lost.contains(now));
    assertThat(lost.stream().filter(location -> location.key().equals(key()))).containsExactly(now);
  }

  @Test
  void aGatewayHearsOfNothingElse() throws Exception {
    List<PeerLocation> lost = new CopyOnWriteArrayList<>();
    closeLater(view().watchMoves("one", lost::add));
    awaitMoves("one", lost);
    claim(location("two", at(1), null));
    claim(location("one", at(2), null));
    assertThat(answer(directory().release(key(), "one"))).isTrue();
    claim(location("two", at(3), null));
    claim(location("one1", at(4), null));
    PublicKey other = newKey();
    claim(location(other, "one", at(1), null));
    claim(location(other, "two", at(2), null));
    Await.until("it hears", () -> lost.contains(location(other, "two", at(2), null)));
    assertThat(lost).noneMatch(location -> location.key().equals(key()));
  }

  @Test
  void aClosedListenerHearsOfNoLosses() throws Exception {
    List<PeerLocation> closed = new CopyOnWriteArrayList<>();
    List<PeerLocation> lost = new CopyOnWriteArrayList<>();
    AutoCloseable watch = directory().watchMoves("one", closed::add);
    awaitMoves("one", closed);
    watch.close();
    closeLater(directory().watchMoves("one", lost::add));
    awaitMoves("one", lost);
    claim(location("one", at(1), null));
    PeerLocation now = location("two", at(2), null);
    claim(now);
    Await.until("the other one hears", () -> lost.contains(now));
    assertThat(closed).doesNotContain(now);
  }
}
