//! 日本語: phrases that depend on what happened, to what, or of which kind.

use sim::{Fault, NodeState, Role};
use systems::{Family, Unit};

use crate::moot::Moot;

/// Without the space between two Japanese letters: sentences leave one around names, and a name may end
/// in a letter of either kind.
pub(in crate::i18n) fn closed(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let japanese = |letter: Option<&char>| {
        letter.is_some_and(|letter| matches!(letter, '\u{3000}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{ff00}'..='\u{ff60}'))
    };
    let kept = letters.iter().enumerate().filter(|(place, letter)| {
        let around = [place.checked_sub(1), Some(place + 1)];
        let within = around
            .into_iter()
            .all(|place| japanese(place.and_then(|place| letters.get(place))));
        **letter != ' ' || !within
    });
    kept.map(|(_, letter)| *letter).collect()
}

/// What the systems of a family look like to their users.
pub(super) const fn one_place(family: Family) -> &'static str {
    match family {
        Family::Web | Family::Shop => "ひとつの店",
        Family::Timeline => "ひとつのアプリ",
        Family::Video => "ひとつの配信",
    }
}

pub(super) const fn family(family: Family) -> &'static str {
    match family {
        Family::Web => "Web のページ",
        Family::Shop => "店",
        Family::Timeline => "SNS",
        Family::Video => "動画",
    }
}

pub(super) const fn unit(unit: Unit, _count: i64) -> &'static str {
    match unit {
        Unit::PerSecond => "件/秒",
        Unit::Percent => "%",
        Unit::Milliseconds => "ミリ秒",
        Unit::Seconds => "秒",
        Unit::Machines => "台",
        Unit::Workers => "個",
        Unit::Times => "回",
        Unit::Count => "個",
        Unit::Choice => "",
    }
}

pub(super) fn state_now(name: &str, state: NodeState) -> String {
    let what = match state {
        NodeState::Absent => "の電源が切れました",
        NodeState::Up | NodeState::Busy => "はふつうに動いています",
        NodeState::Saturated => "が飽和しています",
        NodeState::Slow => "が遅くなりました",
        NodeState::Paused => "が一時停止しました",
        NodeState::Down => "が停止しました",
        NodeState::Recovering => "が復帰しようとしています",
    };
    closed(&format!("{name} {what}"))
}

pub(super) fn role_now(name: &str, role: Role) -> String {
    let what = match role {
        Role::None => "の役割がなくなりました",
        Role::Primary => "が主になりました",
        Role::Standby => "が待機に入りました",
        Role::Promoting => "が引き継ぎを始めました",
        Role::Former => "は主ではなくなりました",
        Role::Draining => "が新しい仕事を断り、片付けています",
    };
    closed(&format!("{name} {what}"))
}

/// Why a fault is not offered.
pub(super) const fn moot(why: Moot) -> &'static str {
    match why {
        Moot::NoPower => "止まっているので、いまは効きません。起動すると選べます。",
        Moot::Paused => "一時停止中なので、いまは効きません。",
        Moot::NoWork => "仕事に時間を使わない機械なので、遅くなりません。",
        Moot::NotCalled => "だれもこの機械に頼まないので、失敗させるものがありません。",
        Moot::Cut => "切れているので、もともと何も通りません。",
    }
}

/// `name` is the place: a machine, a line, or one direction of a line.
pub(super) fn struck(name: &str, fault: Fault) -> String {
    closed(&was_struck(name, fault))
}

fn was_struck(name: &str, fault: Fault) -> String {
    match fault {
        Fault::Crash { .. } => format!("{name} が停止しました"),
        Fault::Restart { .. } => format!("{name} の電源が入りました"),
        Fault::Pause { .. } => format!("{name} が一時停止しました"),
        Fault::Resume { .. } => format!("{name} が再開しました"),
        Fault::Slow { factor, .. } => format!("{name} が {factor} 倍遅くなりました"),
        Fault::Restore { .. } => format!("{name} の速さが戻りました"),
        Fault::Partition { .. } => format!("{name}：切れました"),
        Fault::Heal { .. } => format!("{name}：つながりました"),
        Fault::Lossy { loss, .. } => {
            format!("{name}：{} % が失われます", loss.per_million() / 10_000)
        }
        Fault::Clear { .. } => format!("{name}：失われなくなりました"),
        Fault::Block { .. } => format!("{name}：この向きだけ切れました"),
        Fault::Unblock { .. } => format!("{name}：この向きがつながりました"),
        Fault::Delay { extra, .. } => {
            format!("{name}：{} ms 遅れて届きます", extra.as_nanos() / 1_000_000)
        }
        Fault::Undelay { .. } => format!("{name}：遅れがなくなりました"),
        Fault::Gray { share, .. } => format!(
            "{name} が呼び出しの {} % を失敗させます",
            share.per_million() / 10_000
        ),
        Fault::Cure { .. } => format!("{name} が失敗させなくなりました"),
        Fault::Flush { .. } => format!("{name} のキャッシュが空になりました"),
        Fault::Skew { .. } => format!("{name} の時計が狂いました"),
        Fault::Unskew { .. } => format!("{name} の時計が直りました"),
    }
}

/// What another future has and this one has not.
pub(super) fn not_struck(name: &str, fault: Fault) -> String {
    let what = match fault {
        Fault::Crash { .. } => "を止めていません",
        Fault::Restart { .. } => "を起動していません",
        Fault::Pause { .. } => "を一時停止していません",
        Fault::Resume { .. } => "を再開していません",
        Fault::Slow { .. } => "を遅くしていません",
        Fault::Restore { .. } => "の速さを戻していません",
        Fault::Partition { .. } => "を切っていません",
        Fault::Heal { .. } => "をつないでいません",
        Fault::Lossy { .. } => "で失わせていません",
        Fault::Clear { .. } => "で失われるのを直していません",
        Fault::Block { .. } => "をこの向きに切っていません",
        Fault::Unblock { .. } => "をこの向きにつないでいません",
        Fault::Delay { .. } => "を遅らせていません",
        Fault::Undelay { .. } => "の遅れを直していません",
        Fault::Gray { .. } => "に失敗させていません",
        Fault::Cure { .. } => "の失敗を直していません",
        Fault::Flush { .. } => "のキャッシュを空にしていません",
        Fault::Skew { .. } => "の時計を狂わせていません",
        Fault::Unskew { .. } => "の時計を直していません",
    };
    closed(&format!("{name} {what}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_space_stands_only_where_a_latin_letter_or_a_digit_does() {
        assert_eq!(
            closed("利用者 から 振り分け に届いた"),
            "利用者から振り分けに届いた"
        );
        assert_eq!(closed("API 1 が DB 1 を選んだ"), "API 1 が DB 1 を選んだ");
        assert_eq!(closed("振り分け が API 1 を"), "振り分けが API 1 を");
        assert_eq!(closed("振り分け → 店 1：0.3 秒"), "振り分け → 店 1：0.3 秒");
    }

    #[test]
    fn what_was_not_done_is_told_as_an_act() {
        let node = sim::NodeId(0);
        let crash = Fault::Crash { node };
        assert_eq!(not_struck("DB 1", crash), "DB 1 を止めていません");
        assert_eq!(not_struck("振り分け", crash), "振り分けを止めていません");
    }
}
