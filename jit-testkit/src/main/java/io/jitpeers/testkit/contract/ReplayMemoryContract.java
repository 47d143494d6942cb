package io.jitpeers.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jitpeers.spi.ReplayMemory;
import io.jitpeers.spi.ReplayVerdict;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The contract tests of {@link ReplayMemory}. The test of an implementation extends this class and
 * creates a memory, which is closed after each test.
 */
public abstract class ReplayMemoryContract {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final PublicKey key = PrivateKey.generate(RANDOM).publicKey();

  @SuppressWarnings("NullAway.Init") // set by open
  private ReplayMemory memory;

  /** Creates a contract. */
  protected ReplayMemoryContract() {}

  /**
   * Creates a memory with room for at least a hundred keys.
   *
   * @return a memory that does not remember the keys of this test
   * @throws Exception if this method fails; the test then fails
   */
  protected abstract ReplayMemory createMemory() throws Exception;

  /**
   * Creates a memory with a limited number of keys.
   *
   * @param keys the limit
   * @return the memory; empty if the limit cannot be set
   * @throws Exception if this method fails; the test then fails
   */
  protected Optional<ReplayMemory> createMemoryLimitedTo(int keys) throws Exception {
    return Optional.empty();
  }

  @BeforeEach
  void open() throws Exception {
    memory = createMemory();
  }

  @AfterEach
  void close() throws Exception {
    memory.close();
  }

  private static <T> T answer(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  private ReplayVerdict judge(Tai64n timestamp) throws Exception {
    return answer(memory.judge(key, timestamp));
  }

  private static Tai64n seconds(long sinceNow) {
    return Tai64n.of(TimeSource.system().wallTime().plusSeconds(sinceNow));
  }

  private boolean advance(PublicKey whose, Tai64n timestamp) throws Exception {
    return answer(memory.advance(whose, timestamp));
  }

  @Test
  void aTimestampIsGoodOnce() throws Exception {
    assertThat(advance(key, Tai64n.of(100, 5))).isTrue();
    assertThat(advance(key, Tai64n.of(100, 5))).isFalse();
  }

  @Test
  void onlyNewerOnesFollow() throws Exception {
    assertThat(advance(key, Tai64n.of(100, 5))).isTrue();
    assertThat(advance(key, Tai64n.of(100, 4))).isFalse();
    assertThat(advance(key, Tai64n.of(99, -1))).isFalse();
    assertThat(advance(key, Tai64n.of(100, 6))).isTrue();
    assertThat(advance(key, Tai64n.of(101, 0))).isTrue();
  }

  @Test
  void timestampsAreUnsigned() throws Exception {
    assertThat(advance(key, Tai64n.of(1, 0x8000_0000))).isTrue();
    assertThat(advance(key, Tai64n.of(1, 1))).isFalse();
    assertThat(advance(key, Tai64n.of(-1, 0))).isTrue();
    assertThat(advance(key, Tai64n.of(Long.MAX_VALUE, 0))).isFalse();
  }

  @Test
  void eachKeyHasItsOwn() throws Exception {
    PublicKey other = PrivateKey.generate(RANDOM).publicKey();
    assertThat(advance(key, Tai64n.of(100, 0))).isTrue();
    assertThat(advance(other, Tai64n.of(1, 0))).isTrue();
    assertThat(advance(key, Tai64n.of(100, 0))).isFalse();
  }

  @Test
  void aProtectedKeyIsRememberedToo() throws Exception {
    assertThat(advance(key, Tai64n.of(100, 0))).isTrue();
    memory.protect(key);
    assertThat(advance(key, Tai64n.of(100, 0))).isFalse();
    assertThat(advance(key, Tai64n.of(101, 0))).isTrue();
    assertThatCode(() -> memory.protect(PrivateKey.generate(RANDOM).publicKey()))
        .as("a key that is not remembered")
        .doesNotThrowAnyException();
  }

  @Test
  void noKeyIsProtectedThatNobodyProtected() throws Exception {
    assertThat(memory.isProtected(key)).as("a key that is not remembered").isFalse();
    assertThat(advance(key, Tai64n.of(100, 0))).isTrue();
    assertThat(memory.isProtected(key)).isFalse();
    memory.protect(PrivateKey.generate(RANDOM).publicKey());
    assertThat(memory.isProtected(key)).isFalse();
  }

  @Test
  void theVerdictIsAsTheAnswer() throws Exception {
    assertThat(judge(Tai64n.of(100, 5))).isEqualTo(ReplayVerdict.NEWER);
    assertThat(judge(Tai64n.of(100, 5))).isEqualTo(ReplayVerdict.REPLAYED);
    assertThat(advance(key, Tai64n.of(100, 5))).isFalse();
    assertThat(judge(Tai64n.of(50, 0)).accepted()).isFalse();
    assertThat(advance(key, Tai64n.of(101, 0))).isTrue();
    assertThat(judge(Tai64n.of(101, 0))).isEqualTo(ReplayVerdict.REPLAYED);
  }

  @Test
  void theFarFutureLocksNobodyOut() throws Exception {
    Tai64n before = seconds(-200);
    Tai64n inAHundredYears = seconds(TimeUnit.DAYS.toSeconds(36_500));
    assertThat(advance(key, before)).isTrue();
    assertThat(advance(key, inAHundredYears)).isTrue();
    assertThat(advance(key, inAHundredYears)).as("its recording").isFalse();
    assertThat(advance(key, before)).as("a recording of before").isFalse();
    Tai64n right = seconds(-100);
    assertThat(judge(right).accepted()).as("the right time").isTrue();
    assertThat(advance(key, inAHundredYears)).as("its recording later").isFalse();
    assertThat(advance(key, right)).as("a recording of the right time").isFalse();
  }

  @Test
  void aClockThatFellBackIsLetInOnceItIsForgotten() throws Exception {
    Tai64n first = seconds(-400);
    Tai64n second = seconds(-200);
    assertThat(advance(key, first)).isTrue();
    memory.protect(key);
    assertThat(advance(key, second)).isTrue();
    assertThat(advance(key, Tai64n.of(100, 0))).as("before").isFalse();

    assertThat(answer(memory.forget(key))).isTrue();
    assertThat(advance(key, second)).as("a recording of the newest").isFalse();
    assertThat(advance(key, first)).as("an older recording").isFalse();
    assertThat(advance(key, Tai64n.of(100, 0))).as("the client").isTrue();
    assertThat(advance(key, Tai64n.of(100, 0))).as("its recording").isFalse();
    assertThat(advance(key, Tai64n.of(99, 0))).as("an older one").isFalse();
    assertThat(advance(key, Tai64n.of(105, 0))).as("the client again").isTrue();
    assertThat(advance(key, second)).as("a recording of before").isFalse();
    assertThat(advance(key, seconds(-100))).as("its clock was set right").isTrue();
    assertThat(advance(key, Tai64n.of(110, 0))).as("and is right from then on").isFalse();
  }

  @Test
  void theNewestTimestampIsToldOrNothing() throws Exception {
    assertThat(memory.newest(key)).as("a key that is not remembered").isEmpty();
    assertThat(advance(key, Tai64n.of(100, 5))).isTrue();
    assertThat(advance(key, Tai64n.of(99, 0))).isFalse();
    assertThat(memory.newest(key)).isIn(Optional.empty(), Optional.of(Tai64n.of(100, 5)));
    assertThat(answer(memory.forget(key))).isTrue();
    assertThat(memory.newest(key)).as("any timestamp is accepted now").isEmpty();
    assertThat(advance(key, Tai64n.of(50, 0))).isTrue();
    assertThat(memory.newest(key)).isIn(Optional.empty(), Optional.of(Tai64n.of(50, 0)));
  }

  @Test
  void whoIsNotRememberedIsNotForgotten() throws Exception {
    assertThat(answer(memory.forget(key))).isFalse();
    assertThat(answer(memory.epoch(key, 1))).isFalse();
  }

  @Test
  void aGreaterEpochForgetsOnce() throws Exception {
    assertThat(advance(key, Tai64n.of(1_000_000, 0))).isTrue();
    memory.protect(key);
    assertThat(answer(memory.epoch(key, 3))).as("the first one seen").isFalse();
    assertThat(advance(key, Tai64n.of(100, 0))).isFalse();
    assertThat(answer(memory.epoch(key, 2))).as("an older answer").isFalse();
    assertThat(answer(memory.epoch(key, 4))).isTrue();
    assertThat(answer(memory.epoch(key, 4))).as("acted on already").isFalse();
    assertThat(answer(memory.epoch(key, 3))).as("an older answer").isFalse();
    assertThat(advance(key, Tai64n.of(100, 0))).isTrue();
  }

  @Test
  void strangersArePushedOutByStrangersAndProtectedKeysAreNot() throws Exception {
    Optional<ReplayMemory> limited = createMemoryLimitedTo(100);
    assumeTrue(limited.isPresent(), "the memory's limit cannot be reached here");
    memory.close();
    memory = limited.get();
    assertThat(advance(key, Tai64n.of(100, 0))).isTrue();
    memory.protect(key);
    for (int i = 0; i < 1_000; i++) {
      assertThat(advance(PrivateKey.generate(RANDOM).publicKey(), Tai64n.of(1, 0))).isTrue();
    }

    assertThat(advance(key, Tai64n.of(100, 0))).as("a replay of a protected key").isFalse();
    assertThat(memory.size()).as("keys held").isLessThanOrEqualTo(100);
    assertThat(memory.forgotten()).as("keys forgotten").isNotNegative();
  }

  @Test
  void ofManyThatAskAtOnceOneIsRight() throws Exception {
    List<Boolean> answers =
        IntStream.range(0, 32)
            .parallel()
            .mapToObj(n -> memory.advance(key, Tai64n.of(7, 7)).toCompletableFuture())
            .map(answer -> answer.orTimeout(60, TimeUnit.SECONDS).join())
            .toList();
    assertThat(answers).containsOnlyOnce(true);
  }

  @Test
  void itCanBeClosedTwice() throws Exception {
    memory.close();
    memory.close();
  }
}
