package io.jitpeers.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.http.internal.Places.End;
import io.jitpeers.http.internal.Places.Place;
import io.jitpeers.http.internal.Places.Priority;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlacesTest {
  private final Places places = new Places(Runnable::run);
  private final List<String> entered = new ArrayList<>();

  private Place enter(Priority priority, String name) {
    Place place = places.place(priority, () -> entered.add(name));
    place.enter();
    return place;
  }

  private List<Place> fill(int count) {
    List<Place> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(enter(Priority.STRANGER, "x"));
    }
    entered.clear();
    return all;
  }

  @Test
  void thereIsNoBoundUntilOneIsMet() {
    fill(10_000);

    assertThat(places.limit()).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void whatIsRefusedShowsTheBound() {
    List<Place> all = fill(10);
    all.get(9).leave(End.REFUSED);
    all.get(8).leave(End.REFUSED);

    assertThat(places.limit()).isEqualTo(8);
    enter(Priority.KNOWN, "waits");
    assertThat(entered).isEmpty();
    all.get(0).leave(End.OTHER);
    assertThat(entered).containsExactly("waits");
  }

  @Test
  void knownKeysGoFirstAndWhatIsInNoHurryLast() {
    List<Place> all = fill(5);
    all.get(4).leave(End.REFUSED);
    enter(Priority.BACKGROUND, "background");
    enter(Priority.STRANGER, "stranger");
    Place gone = enter(Priority.KNOWN, "gone");
    enter(Priority.KNOWN, "known");
    gone.leave(End.OTHER);

    for (int i = 0; i < 4; i++) {
      all.get(i).leave(End.OTHER);
    }

    assertThat(entered).containsExactly("known", "stranger", "background");
  }

  @Test
  void aRoundOfAnswersTriesOneMore() {
    List<Place> all = fill(5);
    all.get(4).leave(End.REFUSED);
    for (int i = 0; i < 4; i++) {
      enter(Priority.KNOWN, "next");
    }

    for (int i = 0; i < 4; i++) {
      all.get(i).leave(End.ANSWERED);
    }

    assertThat(places.limit()).isEqualTo(5);
  }

  @Test
  void onePlaceThereAlwaysIsAndLeavingTwiceGivesOne() {
    List<Place> all = fill(1);
    all.get(0).leave(End.REFUSED);
    all.get(0).leave(End.ANSWERED);

    assertThat(places.limit()).isOne();
    enter(Priority.BACKGROUND, "first");
    enter(Priority.BACKGROUND, "second");
    assertThat(entered).containsExactly("first");
  }
}
