package io.jitpeers.netlink.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.ResponderKey;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class KeyHandlesTest {
  private final KeyHandles handles = new KeyHandles();

  private static PrivateKey key(int number) {
    byte[] bytes = new byte[PrivateKey.LENGTH];
    Arrays.fill(bytes, (byte) number);
    return PrivateKey.ofBytes(bytes);
  }

  private ResponderKey handle(int number) {
    return handles.of(key(number).publicKey(), key(number));
  }

  @Test
  void destroysTheKeyThatItIsGiven() {
    for (int number : new int[] {1, 1, 2, 1}) {
      PrivateKey given = key(number);
      var unused = handles.of(given.publicKey(), given);
      assertThat(given.isDestroyed()).isTrue();
    }
  }

  @Test
  void keepsTheHandleBeforeTheCurrentOneAlive() {
    ResponderKey first = handle(1);
    ResponderKey second = handle(2);
    assertThat(first.isDestroyed()).isFalse();
    ResponderKey third = handle(3);
    assertThat(first.isDestroyed()).isTrue();
    assertThat(second.isDestroyed()).isFalse();
    assertThat(third.isDestroyed()).isFalse();
  }

  @Test
  void looksThatComeInTheWrongWayRoundDestroyNothingThatIsUsed() {
    handle(1);
    ResponderKey second = handle(2);
    handle(1);
    assertThat(handle(2)).isSameAs(second);
    assertThat(second.isDestroyed()).isFalse();
  }

  @Test
  void aLookThatComesInAfterClosingLeavesNoKeyBehind() {
    ResponderKey before = handle(1);
    handles.close();
    assertThat(before.isDestroyed()).isTrue();
    assertThat(handle(1).isDestroyed()).isTrue();
    assertThat(handle(2).isDestroyed()).isTrue();
  }
}
