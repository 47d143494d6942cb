package io.jitpeers.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.http.internal.AnswerMemory.Answer;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import org.junit.jupiter.api.Test;

class AnswerMemoryTest {
  private static final PublicKey KEY = PublicKey.ofBytes(new byte[PublicKey.LENGTH]);
  private static final Answer ANSWER =
      new Answer(
          "\"v1\"",
          PeerConfig.builder(KEY).build(),
          new CacheControl(false, false, false, false, null, null));

  @Test
  void withoutRoomNothingIsRemembered() {
    AnswerMemory memory = new AnswerMemory(0);

    memory.remember(KEY, ANSWER);

    assertThat(memory.recall(KEY)).isEmpty();
    assertThat(memory.size()).isZero();
  }

  @Test
  void whatIsRememberedCanBeForgotten() {
    AnswerMemory memory = new AnswerMemory(1);
    memory.remember(KEY, ANSWER);
    assertThat(memory.recall(KEY)).contains(ANSWER);

    memory.forget(KEY);

    assertThat(memory.recall(KEY)).isEmpty();
  }
}
