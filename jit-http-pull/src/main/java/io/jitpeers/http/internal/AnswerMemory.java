package io.jitpeers.http.internal;

import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The latest config with an entity tag for each key, so that a 304 can be understood. Bounded: the
 * least recently used is forgotten first. Thread-safe.
 */
final class AnswerMemory {
  /** What is remembered of one answer. */
  record Answer(String entityTag, PeerConfig config, CacheControl cacheControl) {}

  private final int capacity;
  private final Map<PublicKey, Answer> answers = new LinkedHashMap<>(16, 0.75f, true);

  AnswerMemory(int capacity) {
    this.capacity = capacity;
  }

  synchronized Optional<Answer> recall(PublicKey key) {
    return Optional.ofNullable(answers.get(key));
  }

  synchronized void remember(PublicKey key, Answer answer) {
    if (capacity == 0) {
      return;
    }
    answers.put(key, answer);
    if (answers.size() > capacity) {
      answers.remove(answers.keySet().iterator().next());
    }
  }

  synchronized void forget(PublicKey key) {
    answers.remove(key);
  }

  synchronized int size() {
    return answers.size();
  }

  synchronized void clear() {
    answers.clear();
  }
}
