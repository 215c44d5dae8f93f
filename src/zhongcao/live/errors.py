"""Why live says no."""

from zhongcao.kit.problems import Conflict, Forbidden, Invalid, NotFound, TooMany


class ShowNotFound(NotFound):
    """This show does not exist or is not yours to see."""

    code = "live.show-not-found"
    zh = "直播不存在，或者你暂时看不到它。"


class HostUnnamed(Forbidden):
    """Whoever goes live gives a real name first, as the law asks of hosts."""

    code = "live.host-unnamed"
    zh = "按规定，开播前要先完成实名认证。"


class ShowRefused(Invalid):
    """This title breaks the community rules."""

    code = "live.show-refused"
    zh = "直播标题违反了社区规范，请换一个。"


class ShowInvalid(Invalid):
    """This show cannot be announced as it is; see which fields need a change."""

    code = "live.show-invalid"
    zh = "直播信息还不能提交，请按提示修改。"


class StateConflict(Conflict):
    """The show is not in a state that allows this."""

    code = "live.state-conflict"
    zh = "直播当前的状态不支持这个操作。"


class AlreadyOnAir(Conflict):
    """You have another show on air; end it first."""

    code = "live.already-on-air"
    zh = "你还有一场直播没有结束，请先结束它。"


class NothingPushed(Conflict):
    """No picture has arrived yet; start your camera or encoder first."""

    code = "live.nothing-pushed"
    zh = "还没有收到画面，请先打开摄像头或推流软件。"


class TooManyAnnounced(Conflict):
    """You have announced enough shows that have not begun."""

    code = "live.too-many-announced"
    zh = "你预告的直播够多啦，先播完几场吧。"


class NotOnShelf(Invalid):
    """Some of these goods cannot be on the shelf of this show."""

    code = "live.not-on-shelf"
    zh = "有商品不在橱窗里，或者已经不在售了。"


class KeyUnknown(NotFound):
    """This stream key is not valid any more; make a new one on the page of your show."""

    code = "live.key-unknown"
    zh = "推流密钥已失效，请在直播页面重新生成。"


class MediaMalformed(Invalid):
    """This is no file of HLS that we can take."""

    code = "live.media-malformed"
    zh = "收到的内容不是可用的 HLS 文件。"


class PlaylistUnreadable(Invalid):
    """This playlist cannot be read; one plain playlist with whole segments is expected under a key."""

    code = "live.playlist-unreadable"
    zh = "播放列表无法识别：每个密钥只接收一个、且分片完整的播放列表。"


class MediaNotFound(NotFound):
    """There is no such picture or sound in this show."""

    code = "live.media-not-found"
    zh = "没有找到这段画面。"


class MediaFull(Conflict):
    """More pictures than this do not fit into one show."""

    code = "live.media-full"
    zh = "这场直播的画面已经装满了。"


class LineRefused(Invalid):
    """This line breaks the community rules and was not shown."""

    code = "live.line-refused"
    zh = "这条发言违反了社区规范，没有发出。"


class LineNotFound(NotFound):
    """This line does not exist."""

    code = "live.line-not-found"
    zh = "这条发言不存在，可能已被删除。"


class Silenced(Forbidden):
    """The host does not let you write in this show."""

    code = "live.silenced"
    zh = "主播已将你禁言，本场不能发言。"


class TooFast(TooMany):
    """You are writing too fast; please wait a moment."""

    code = "live.too-fast"
    zh = "发言太快了，歇一下再说。"


class TooManyStreams(TooMany):
    """You have this show open in too many windows."""

    code = "live.too-many-streams"
    zh = "同时打开的直播页面太多了。"
